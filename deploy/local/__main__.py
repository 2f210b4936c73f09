"""`python -m deploy.local`: the command line behind `./zhengban`."""

from deploy.local.cli import main

main()
