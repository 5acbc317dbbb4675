"""``python -m sandbox``."""

from sandbox.stack import commands as stack_cli
from sandbox.stand_in.cli import app, main

for command in (stack_cli.up, stack_cli.down, stack_cli.demo):
    app.command()(command)

if __name__ == "__main__":
    main()
