#include "tests/integration/network_state.h"

#include <algorithm>
#include <iterator>
#include <regex>
#include <sstream>
#include <vector>

#include "tests/integration/process.h"

namespace tapbond::lab {
namespace {

// iptables leaves an empty table or chain behind for good once it was asked for one.
constexpr const char* kShowAll = R"(
  ip -d -o link show
  ip -o address show
  ip neighbour show nud permanent
  ip route show table all
  ip -6 route show table all
  bridge -d -o link show
  bridge fdb show
  for interface in $(ls /sys/class/net); do
    { ethtool -k $interface; ethtool -g $interface; } 2>/dev/null | sed "s/^/$interface /"
    { tc qdisc show dev $interface
      for parent in ffff: ffff:fff2 ffff:fff3; do tc filter show dev $interface parent $parent; done
    } 2>/dev/null | sed "s/^/$interface /"
  done
  for save in iptables-save ip6tables-save; do
    $save | grep -v '^#\|^COMMIT\|^[*]\|^:[A-Z]* ACCEPT'
  done
  for family in netdev inet; do nft list ruleset $family; done
  nft list ruleset bridge | grep drop
  sysctl -a 2>/dev/null | grep '^net[.]\(bridge\|ipv[46][.]\(conf\|neigh\)\)'
  true
)";

std::string side(char mark, const NetworkState& these, const NetworkState& those) {
  std::vector<std::string> only;
  std::ranges::set_difference(these, those, std::back_inserter(only));
  std::string text;
  for (const std::string& line : only) text += mark + (' ' + line) + '\n';
  return text;
}

}  // namespace

NetworkState network_state(const std::string& netns) {
  static const std::regex restless(R"((timer|used|expires) +[0-9.a-z]+)");
  std::istringstream text(
      std::regex_replace(must_run({"sh", "-c", kShowAll}, netns), restless, "$1"));
  NetworkState lines;
  for (std::string line; std::getline(text, line);) lines.insert(line);
  return lines;
}

std::string difference(const NetworkState& before, const NetworkState& after) {
  return side('-', before, after) + side('+', after, before);
}

}  // namespace tapbond::lab
