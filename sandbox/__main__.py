"""``python -m sandbox``."""

from sandbox import stack_cli
from sandbox.cli import app, main

for command in (stack_cli.up, stack_cli.down, stack_cli.demo):
    app.command()(command)

if __name__ == "__main__":
    main()
