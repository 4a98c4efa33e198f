#include "sensor/command_line/parse_options.h"

#include <fmt/format.h>
#include <net/if.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cctype>
#include <functional>
#include <map>
#include <set>

#include "sensor/command_line/config_file.h"
#include "sensor/command_line/foreign_options.h"
#include "sensor/command_line/known_options.h"
#include "sensor/command_line/option_checks.h"
#include "sensor/command_line/option_setters.h"
#include "sensor/command_line/option_values.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

// What an option of a pcapng block holds, in which labels are written.
constexpr std::size_t kMostLabel = 65535;

namespace po = boost::program_options;

// Boost would take the word behind an option that needs none for its value, which may be a filter.
std::vector<std::string> words_of(int argc, const char* const* argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  const auto end = std::find(words.begin(), words.end(), "--");
  std::replace(words.begin(), end, std::string("--unwrap"), std::string("--unwrap=all"));
  return words;
}

bool ends_with_ignoring_case(const std::string& text, const std::string& end) {
  return text.size() >= end.size() &&
         std::equal(end.rbegin(), end.rend(), text.rbegin(), [](char a, char b) {
           return a == std::tolower(static_cast<unsigned char>(b));
         });
}

// Gathers what was said, then checks that it goes together.
class Parser {
 public:
  Options parse(int argc, const char* const* argv) {
    po::positional_options_description expression;
    expression.add("expression", -1);
    const po::options_description known = known_options();
    po::options_description recognised;
    recognised.add(known);
    add_foreign_options(recognised);
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    refuse_foreign_words(argc, argv);
    try {
      const po::parsed_options parsed = po::command_line_parser(words_of(argc, argv))
                                            .options(recognised)
                                            .positional(expression)
                                            .style(style)
                                            .run();
      take_settings(parsed, known);
      for (const auto& option : parsed.options) {
        take(option.string_key, option.value.empty() ? "" : option.value.front());
      }
    } catch (const po::error& error) {
      throw UsageError(fmt::format("{}; tapbond --help lists the options", error.what()));
    }
    finish();
    return std::move(options_);
  }

 private:
  void take_settings(const po::parsed_options& command_line, const po::options_description& known);
  void take(const std::string& key, const std::string& value);
  void refuse_repetition(const std::string& key);
  void take_interfaces(const std::string& value);
  void finish();
  void finish_inspection();
  void assign_labels();

  Options options_;
  std::vector<std::string> words_;
  std::set<std::string> taken_;
  std::vector<std::string> labels_;  // LEG=TEXT
  std::optional<std::string> filter_file_;
  std::string format_;
  std::optional<int> probe_;
  std::optional<int> seconds_;
  int times_ = 0;
  int hex_ = 0;
  int hex_ascii_ = 0;
  bool ascii_ = false;
  bool immediate_ = false;
  bool list_is_input_ = false;  // the list of -V, that is
};

void Parser::take_settings(const po::parsed_options& command_line,
                           const po::options_description& known) {
  std::set<std::string> said;
  std::string path;
  for (const auto& option : command_line.options) {
    const bool first = said.insert(option.string_key).second;
    if (option.string_key != "config") continue;
    if (!first) throw UsageError("--config can be given once");
    path = option.value.front();
  }
  if (!said.contains("config")) return;
  options_.settings_files.push_back(path);
  for (const Setting& setting : read_config_file(path, known)) {
    if (setting.key == "config") {
      throw UsageError(setting.place + ": a configuration file cannot name another; leave it out");
    }
    if (said.contains(setting.key)) continue;
    try {
      take(setting.key, setting.value);
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("{}: {}: {}", setting.place, setting.key, error.what()));
    }
  }
}

// What says where packets go or who may do what, by the names that people give. Of other values the
// last one counts, as with tcpdump, so that an alias can be overruled.
constexpr std::pair<std::string_view, std::string_view> kOnlyOnce[] = {
    {"write", "-w"},
    {"to-interface", "--to-interface"},
    {"sessions", "--sessions"},
    {"page", "--page"},
    {"page-token", "--page-token"},
    {"summary-json", "--summary-json"},
    {"report", "--report"},
    {"filter-file", "-F"},
    {"relinquish-privileges", "-Z"},
    {"postrotate-command", "-z"},
};

void Parser::refuse_repetition(const std::string& key) {
  if (taken_.insert(key).second) return;
  for (const auto& [name, shown] : kOnlyOnce) {
    if (name == key) throw UsageError(fmt::format("{} is given twice; give it once", shown));
  }
}

// "eth1,eth2" is two legs, as people write it, unless an interface has that name.
void Parser::take_interfaces(const std::string& value) {
  std::string rest = value;
  const bool several = value.find(',') != std::string::npos && if_nametoindex(value.c_str()) == 0;
  for (bool more = true; more;) {
    const std::size_t comma = several ? rest.find(',') : std::string::npos;
    const std::string name = rest.substr(0, comma);
    if (name.empty()) throw UsageError("-i needs the name of an interface; tapbond -D lists them");
    options_.interfaces.push_back(feed_name(name));
    more = comma != std::string::npos;
    if (more) rest.erase(0, comma + 1);
  }
}

void Parser::take(const std::string& key, const std::string& value) {
  refuse_foreign_option(key);
  refuse_repetition(key);
  if (set_option(options_, key, value)) return;
  const std::map<std::string, std::function<void()>> actions = {
      {"interface", [&] { take_interfaces(value); }},
      {"read-list",
       [&] {
         const std::vector<std::string> files = read_file_list(value);
         options_.files.insert(options_.files.end(), files.begin(), files.end());
         list_is_input_ = list_is_input_ || value == "-";
       }},
      {"format", [&] { format_ = value; }},
      {"filter-file",
       [&] {
         filter_file_ = value;
         options_.settings_files.push_back(value);
       }},
      {"expression", [&] { words_.push_back(value); }},
      {"config", [] {}},
      {"label",
       [&] {
         const auto equals = value.find('=');
         if (equals == std::string::npos || equals == 0) {
           throw UsageError(fmt::format("--label takes LEG=TEXT, not \"{}\"", value));
         }
         labels_.push_back(value);
       }},
      {"probe", [&] { probe_ = parse_number("--probe", value, 1, 3600); }},
      {"seconds", [&] { seconds_ = parse_number("--seconds", value, 0, 3600); }},
      {"immediate-mode", [&] { immediate_ = true; }},
      {"time", [&] { ++times_; }},
      {"hex", [&] { ++hex_; }},
      {"hex-ascii", [&] { ++hex_ascii_; }},
      {"ascii", [&] { ascii_ = true; }},
  };
  actions.at(key)();
}

// The filter says it, so that it is counted like one, and kept in what is written.
std::string with_direction(Direction direction, const std::string& filter) {
  if (direction == Direction::kBoth) return filter;
  const std::string word = direction == Direction::kIn ? "inbound" : "outbound";
  return filter.empty() ? word : fmt::format("{} and ({})", word, filter);
}

void Parser::finish() {
  Options& o = options_;
  const std::string words = fmt::format("{}", fmt::join(words_, " "));
  if (o.action == Action::kHelp) {
    o.help_topic = words;
    return;
  }
  if (o.action == Action::kVersion) return;
  finish_inspection();
  if (o.action == Action::kListInterfaces) return;
  if (immediate_ && !o.hold_ns) o.hold_ns = Options::kImmediateHold;

  if (filter_file_ && !words.empty()) {
    throw UsageError("-F and a filter on the command line exclude each other; give one of them");
  }
  o.filter = filter_file_ ? read_filter_file(*filter_file_) : words;
  if (!o.filter_outer.empty() && !takes_out_of_frames(o)) {
    throw UsageError(
        "--filter-outer is about frames that others are taken out of; without --split or --unwrap "
        "there are none: leave it out, and give the filter alone");
  }
  if (o.tunnelled_only && !o.unwrap.any()) {
    throw UsageError("--unwrap-only leaves out what is in no tunnel; say which with --unwrap");
  }
  if (o.action == Action::kCapture) {
    std::string& filter = takes_out_of_frames(o) ? o.filter_outer : o.filter;
    filter = with_direction(o.direction, filter);
  }

  check_legs(o);
  check_words(words_, o);
  if (list_is_input_ && std::count(o.files.begin(), o.files.end(), "-") != 0) {
    throw UsageError("-V - and -r - would both read standard input; name one of them a file");
  }
  assign_labels();

  std::string name = o.write_path;
  if (ends_with_ignoring_case(name, ".gz")) {
    o.gzip = true;
    name.resize(name.size() - 3);
  }
  if (format_.empty()) {
    o.format = ends_with_ignoring_case(name, ".pcapng") ? FileFormat::kPcapng : FileFormat::kPcap;
  } else if (format_ == "pcap" || format_ == "pcapng") {
    o.format = format_ == "pcap" ? FileFormat::kPcap : FileFormat::kPcapng;
  } else {
    throw UsageError(fmt::format("--format takes pcap or pcapng, not \"{}\"", format_));
  }
  check_outputs(o);
  if (o.write_path.empty() && o.to_interface.empty() && o.serve.empty() && o.sessions.empty() &&
      o.report.empty() && !o.tell_count) {
    o.print = true;
  }

  static constexpr TimeStyle kTimes[] = {TimeStyle::kClock, TimeStyle::kNone,
                                         TimeStyle::kEpoch, TimeStyle::kDelta,
                                         TimeStyle::kDate,  TimeStyle::kSinceFirst};
  if (times_ > 5) throw UsageError("-t can be given up to five times");
  o.text.time = kTimes[times_];
  if (hex_ascii_ > 0) {
    o.text.dump = hex_ascii_ > 1 ? DumpStyle::kHexAsciiLink : DumpStyle::kHexAscii;
  } else if (hex_ > 0) {
    o.text.dump = hex_ > 1 ? DumpStyle::kHexLink : DumpStyle::kHex;
  } else if (ascii_) {
    o.text.dump = DumpStyle::kAscii;
  }
}

void Parser::finish_inspection() {
  Options& o = options_;
  const bool list = o.action == Action::kListInterfaces;
  const bool check = o.action == Action::kCheck;
  if (probe_ && !list) throw UsageError("--probe SECONDS belongs to -D");
  if (seconds_ && !check) throw UsageError("--seconds N belongs to --check");
  if (o.json && !list && !check) throw UsageError("--json belongs to -D or --check");
  if (list) o.seconds = probe_.value_or(0);
  if (check) o.seconds = seconds_.value_or(Options::kCheckSeconds);
}

// The name of a file may have an equals sign in it, too: the longest name that fits is meant.
void Parser::assign_labels() {
  const auto& legs = options_.interfaces.empty() ? options_.files : options_.interfaces;
  options_.labels.resize(legs.size());
  for (const std::string& label : labels_) {
    const std::string* meant = nullptr;
    for (const std::string& leg : legs) {
      const bool fits = label.starts_with(leg + '=');
      if (fits && (meant == nullptr || leg.size() > meant->size())) meant = &leg;
    }
    const std::size_t equals = meant == nullptr ? label.find('=') : meant->size();
    const std::string name = meant == nullptr ? feed_name(label.substr(0, equals)) : *meant;
    const auto found = std::find(legs.begin(), legs.end(), name);
    const std::string text = label.substr(equals + 1);
    if (text.size() > kMostLabel) {
      throw UsageError(fmt::format("--label {}: the text has {} bytes, and a label {} at most",
                                   name, text.size(), kMostLabel));
    }
    if (found == legs.end() && takes_out_of_frames(options_)) {
      options_.interface_labels.emplace_back(name, text);
      continue;
    }
    if (found == legs.end()) {
      throw UsageError(
          fmt::format("--label {}: there is no leg {}; name one given by -i or -r", label, name));
    }
    options_.labels[static_cast<std::size_t>(found - legs.begin())] = text;
  }
}

}  // namespace

Options parse_options(int argc, const char* const* argv) {
  Options options = Parser().parse(argc, argv);
  options.command_line.assign(argv, argv + argc);
  return options;
}

}  // namespace tapbond
