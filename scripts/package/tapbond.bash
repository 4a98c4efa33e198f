# shellcheck shell=bash
# Completion of tapbond's command line, for bash-completion.

_tapbond() {
  # shellcheck disable=SC2034  # _init_completion sets them all
  local cur prev words cword
  _init_completion -s || return

  case $prev in
    -i | --interface)
      _available_interfaces
      if [[ $cur == T* && TCP@ == "$cur"* ]]; then
        COMPREPLY+=(TCP@)
        compopt -o nospace
      fi
      return
      ;;
    -r | --read | -V | --read-list | -w | --write | -F | --filter-file | --config | \
      --summary-json | --report)
      _filedir
      return
      ;;
    -Z | --relinquish-privileges)
      mapfile -t COMPREPLY < <(compgen -u -- "$cur")
      return
      ;;
    -z | --postrotate-command)
      mapfile -t COMPREPLY < <(compgen -c -- "$cur")
      return
      ;;
    --compress)
      COMPREPLY=(gzip)
      return
      ;;
    --order)
      mapfile -t COMPREPLY < <(compgen -W 'causal causal,comment stamp' -- "$cur")
      return
      ;;
    --serve)
      [[ $cur == *:*,* ]] && mapfile -t COMPREPLY < <(
        compgen -P "${cur%%,*}," -W 'pcap pcap-nano pcapng' -- "${cur#*,}"
      )
      return
      ;;
    --trailer)
      mapfile -t COMPREPLY < <(compgen -W 'metamako hpt vss ixia' -- "$cur")
      return
      ;;
    --duplicates)
      mapfile -t COMPREPLY < <(compgen -W 'keep mark drop' -- "$cur")
      return
      ;;
    --sessions)
      mapfile -t COMPREPLY < <(compgen -d -- "$cur")
      return
      ;;
    --format-sessions)
      mapfile -t COMPREPLY < <(compgen -W 'json tsv' -- "$cur")
      return
      ;;
    --unwrap)
      mapfile -t COMPREPLY < <(compgen -W 'vxlan geneve gre erspan tzsp all' -- "$cur")
      return
      ;;
    --split)
      COMPREPLY=(vlan)
      return
      ;;
    --format)
      mapfile -t COMPREPLY < <(compgen -W 'pcap pcapng' -- "$cur")
      return
      ;;
    --time-stamp-precision)
      mapfile -t COMPREPLY < <(compgen -W 'micro nano' -- "$cur")
      return
      ;;
    -Q | --direction)
      mapfile -t COMPREPLY < <(compgen -W 'in out inout' -- "$cur")
      return
      ;;
    -T | --type)
      mapfile -t COMPREPLY < <(
        compgen -W 'domain lmp pgm ptp radius resp snmp tftp vxlan' -- "$cur"
      )
      return
      ;;
    -y | --linktype)
      mapfile -t COMPREPLY < <(compgen -W 'EN10MB DOCSIS LINUX_SLL LINUX_SLL2' -- "$cur")
      return
      ;;
    -j | --time-stamp-type)
      mapfile -t COMPREPLY < <(
        compgen -W 'host host_lowprec host_hiprec adapter adapter_unsynced' -- "$cur"
      )
      return
      ;;
    --help)
      mapfile -t COMPREPLY < <(compgen -W 'check text files rotation order sinks inside sessions page options' -- "$cur")
      return
      ;;
  esac

  # The words after the heading are the options that this version has.
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(
      compgen -W "$("${words[0]}" --help options 2>/dev/null | sed 1d)" -- "$cur"
    )
  fi
} && complete -F _tapbond tapbond
