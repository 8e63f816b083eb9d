"""Completion scripts, which ask the program for the names."""

from typing import Final

SCRIPTS: Final = {
    "bash": """\
_{function}() {{
    local IFS=$'\\n'
    COMPREPLY=($({program} complete -- "${{COMP_WORDS[@]:1:COMP_CWORD}}" 2>/dev/null))
}}
complete -o default -F _{function} {program}
""",
    "zsh": """\
#compdef {program}
_{function}() {{
    local -a found
    found=("${{(@f)$({program} complete -- "${{(@)words[2,CURRENT]}}" 2>/dev/null)}}")
    compadd -a found
}}
compdef _{function} {program}
""",
    "fish": """\
complete -c {program} -a \
'({program} complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
""",
}
"""Scripts by shell."""
