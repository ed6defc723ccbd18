/** Scripts that ask `baton completion SHELL -- WORDS…` for what may come next: a word a line, with a tab before what it
 * is about, and `:files` where names of files may stand too. */
export const completionScripts = {
  bash: `# baton completion for bash:  eval "$(baton completion bash)"
_baton() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o default 2>/dev/null
    else
      COMPREPLY+=("\${line%%$'\\t'*}")
    fi
  done < <(baton completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _baton baton
`,
  zsh: `#compdef baton
# baton completion for zsh:  eval "$(baton completion zsh)"
_baton() {
  local line about files=0
  local -a found
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      files=1
    else
      about="\${line#*$'\\t'}"
      line="\${line%%$'\\t'*}"
      found+=("\${line//:/\\\\:}\${about:+:$about}")
    fi
  done < <(baton completion zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#found} )) && _describe 'baton' found
  (( files )) && _files
  return 0
}
(( $+functions[compdef] )) && compdef _baton baton
`,
  fish: `# baton completion for fish:  baton completion fish > ~/.config/fish/completions/baton.fish
function __baton_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (baton completion fish -- $words[2..-1] 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c baton -f -a '(__baton_complete)'
`,
} as const;
