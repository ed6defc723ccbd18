/** Scripts that ask `baton completion SHELL -- WORDS…` for what may come next: a word a line, with a tab before what it
 * is about, and `:files` where names of files may stand too. */
export const completionScripts = {
  bash: `# baton completion for bash:  eval "$(baton completion bash)"
_baton() {
  local line word gap last cut= rest=$COMP_LINE i
  local -a words=()
  COMPREPLY=()
  # Bash parts words at : = @ too: those that nothing stands between are one.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    gap=\${rest%%[![:space:]]*}
    rest=\${rest#"$gap"}
    rest=\${rest#"$word"}
    if [[ $i -gt 0 && -z $gap && ( $word == [:=@]* || $last == *[:=@] ) ]]; then
      words[\${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
    last=$word
  done
  # And takes an answer for what stands behind the last of those.
  word=\${words[\${#words[@]}-1]}
  for ((i = \${#word}; i > 0; i--)); do
    if [[ \${word:i-1:1} == [:=@] && $COMP_WORDBREAKS == *"\${word:i-1:1}"* ]]; then
      cut=\${word:0:i}
      break
    fi
  done
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o default 2>/dev/null
    else
      # Names may be anybody's: what bash would do something else with is quoted.
      line=\${line%%$'\\t'*}
      printf -v line %q "\${line#"$cut"}"
      COMPREPLY+=("$line")
    fi
  done < <(baton completion bash -- "\${words[@]:1}" 2>/dev/null)
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
