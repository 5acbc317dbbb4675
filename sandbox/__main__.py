"""``python -m sandbox``."""

from sandbox.demo import commands
from sandbox.stand_in.cli import app, main

for command in (commands.up, commands.down, commands.demo):
    app.command()(command)

if __name__ == "__main__":
    main()
