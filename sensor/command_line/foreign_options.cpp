#include "sensor/command_line/foreign_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/program_options/value_semantic.hpp>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sensor/usage_error.h"

namespace tapbond {
namespace {

namespace po = boost::program_options;

struct ForeignOption {
  const char* names;  // as Boost.Program_options takes them
  const char* key;
  bool has_argument;
  const char* instead;
};

constexpr ForeignOption kOptions[] = {
    {"monitor-mode,I", "monitor-mode", false,
     "-I: tapbond takes no interface off its network; give it one for monitoring instead: "
     "iw dev wlan0 interface add mon0 type monitor, ip link set mon0 up, then -i mon0"},
    {",H", "-H", false,
     "-H: mesh headers of the draft of 802.11s are not looked for, as tcpdump does not without it; "
     "write a capture with -w, then: tcpdump -H -r FILE"},
    {",E", "-E", true,
     "-E: tapbond decrypts nothing; write a capture with -w and give Wireshark the keys "
     "(Preferences, Protocols, ESP), or tcpdump: tcpdump -E ... -r FILE"},
    {",M", "-M", true,
     "-M: digests of TCP segments are shown, not validated; write a capture with -w, then: "
     "tcpdump -M SECRET -r FILE"},
    {",m", "-m", true,
     "-m: MIB modules are not read, object identifiers are printed as numbers; for names write a "
     "capture with -w, then: tshark -r FILE -O snmp"},
    {",Y", "-Y", true,
     "-Y: display filters are Wireshark's; give a filter of pcap-filter(7) behind the options, or "
     "pass the packets on: tapbond ... -w - | tshark -r - -Y FILTER"},
    {",R", "-R", true,
     "-R: display filters are Wireshark's; give a filter of pcap-filter(7) behind the options, or "
     "pass the packets on: tapbond ... -w - | tshark -r - -Y FILTER"},
    {",P", "-P", false,
     "-P: the name of the file says its format, -w x.pcapng, or --format does; text beside a file "
     "is --print"},
    {",g", "-g", false,
     "-g: text is tcpdump's, which takes more than one line for a packet only with -v, -x, -X or "
     "-A; files are for their owner alone (chmod g+r lets the group read them)"},
    {",k", "-k", false,
     "-k: comments of packets are not printed; to see packets live in Wireshark: tapbond ... -w - "
     "| wireshark -k -i -"},
    {",o", "-o", true,
     "-o: there are no preferences to set; every option is in tapbond --help options"},
    {"list-remote-interfaces", "list-remote-interfaces", true,
     "--list-remote-interfaces: there is no rpcap here; a sensor elsewhere offers its packets with "
     "tapbond --serve, and is a leg here: -i TCP@ADDRESS:PORT"},
};

// dumpcap's conditions, "duration:60", and what they are here. {0} is the value, {1} a file size in
// KiB of it.
struct Condition {
  const char* name;
  const char* to_stop;
  const char* to_change;
};

constexpr Condition kConditions[] = {
    {"duration", "timeout -s INT {0} tapbond ...", "-G {0} with a name like -w %F-%H%M%S.pcapng"},
    {"interval", "timeout -s INT {0} tapbond ...", "-G {0} with a name like -w %F-%H%M%S.pcapng"},
    {"filesize", "-C {1}K begins the next file at that size, --ring 1 keeps but one", "-C {1}K"},
    {"files", "-G SECONDS -W {0} ends after so many files", "--ring {0} beside -C or -G"},
    {"packets", "-c {0}", "-C and -G change files, by size and by time; -c ends"},
    {"printname", "-z COMMAND runs on each file", "-z COMMAND runs on each file"},
    {"nametimenum", "a name like -w %F-%H%M%S.pcapng", "a name like -w %F-%H%M%S.pcapng"},
};

void refuse_condition(const std::string& option, bool stops, std::string_view argument) {
  const std::size_t colon = argument.find(':');
  if (colon == std::string_view::npos) return;
  for (const Condition& condition : kConditions) {
    if (argument.substr(0, colon) != condition.name) continue;
    const std::string value(argument.substr(colon + 1));
    // dumpcap's "kB" are 1000 bytes; -C takes units of 1024.
    std::uint64_t number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    const std::string size = number == 0 ? "SIZE" : std::to_string((number * 1000 + 1023) / 1024);
    throw UsageError(
        fmt::format("{} {} is dumpcap's way; here: {}", option, argument,
                    fmt::format(fmt::runtime(stops ? condition.to_stop : condition.to_change),
                                value.empty() ? "N" : value, size)));
  }
}

// What stands for the option's argument: behind it in the same word, or in the next.
std::string argument_of(std::string_view option, std::string_view word, const char* next) {
  if (!word.starts_with(option)) return {};
  word.remove_prefix(option.size());
  if (word.empty()) return next == nullptr ? std::string() : std::string(next);
  if (option.starts_with("--")) return word.front() == '=' ? std::string(word.substr(1)) : "";
  return std::string(word);
}

}  // namespace

void add_foreign_options(po::options_description& known) {
  for (const ForeignOption& option : kOptions) {
    if (option.has_argument) {
      known.add_options()(option.names, po::value<std::string>());
    } else {
      known.add_options()(option.names, "");
    }
  }
}

void refuse_foreign_option(const std::string& key) {
  for (const ForeignOption& option : kOptions) {
    if (key == option.key) throw UsageError(option.instead);
  }
}

void refuse_foreign_words(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--") return;
    const char* next = i + 1 < argc ? argv[i + 1] : nullptr;
    for (const char* option : {"-a", "--autostop"}) {
      refuse_condition(option, true, argument_of(option, word, next));
    }
    for (const char* option : {"-b", "--ring-buffer"}) {
      refuse_condition(option, false, argument_of(option, word, next));
    }
    if (const std::string layer = argument_of("-d", word, next);
        layer.find("==") != std::string::npos && layer.find(',') != std::string::npos) {
      throw UsageError(fmt::format(
          "-d {} is tshark's way; here -d shows the filter's code, and -T TYPE says what UDP "
          "carries",
          layer));
    }
  }
}

std::string remark_on_fields(const std::string& argument) {
  constexpr std::string_view kFormats[] = {"ek",   "fields", "json", "jsonraw", "pdml",
                                           "psml", "ps",     "tabs", "text"};
  if (std::find(std::begin(kFormats), std::end(kFormats), argument) == std::end(kFormats))
    return {};
  return fmt::format("; for tshark's: tapbond ... -w - | tshark -r - -T {} ...", argument);
}

std::string remark_on_statistics(const std::string& argument) {
  if (argument.find(',') == std::string::npos) return {};
  return fmt::format("; for tshark's statistics: tapbond ... -w - | tshark -q -r - -z {}",
                     argument);
}

}  // namespace tapbond
