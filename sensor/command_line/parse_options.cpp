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
#include "sensor/command_line/option_checks.h"
#include "sensor/command_line/option_values.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

// What an option of a pcapng block holds, in which labels are written.
constexpr std::size_t kMostLabel = 65535;

namespace po = boost::program_options;

// Milliseconds: thirty years, of which no nanosecond overflows.
constexpr std::int64_t kMostHold = 1'000'000'000'000;

po::options_description known_options() {
  po::options_description known;
  const auto text = [] { return po::value<std::string>(); };
  known.add_options()                          //
      ("interface,i", text())                  //
      ("read,r", text())                       //
      ("read-list,V", text())                  //
      ("label", text())                        //
      ("write,w", text())                      //
      ("format", text())                       //
      ("compress", text())                     //
      ("file-size,C", text())                  //
      ("rotate-seconds,G", text())             //
      ("file-count,W", text())                 //
      ("ring", text())                         //
      ("max-disk", text())                     //
      ("postrotate-command,z", text())         //
      ("print", "")                            //
      ("to-interface", text())                 //
      ("serve", text())                        //
      ("serve-any", "")                        //
      ("serve-readers", text())                //
      ("sessions", text())                     //
      ("format-sessions", text())              //
      ("page", text())                         //
      ("page-any", "")                         //
      ("summary-json", text())                 //
      ("report", text())                       //
      ("leg", "")                              //
      ("count", "")                            //
      ("packet-count,c", text())               //
      ("snapshot-length,s", text())            //
      ("buffer-size,B", text())                //
      ("no-promiscuous-mode,p", "")            //
      ("direction,Q", text())                  //
      ("linktype,y", text())                   //
      ("wait-for-legs", "")                    //
      ("filter-file,F", text())                //
      ("split", text())                        //
      ("unwrap", text())                       //
      ("unwrap-only", "")                      //
      ("filter-outer", text())                 //
      ("no-optimize,O", "")                    //
      ("dump-filter,d", "")                    //
      ("packet-buffered,U", "")                //
      ("sync", text())                         //
      ("immediate-mode", "")                   //
      ("line-buffered,l", "")                  //
      ("list-interfaces,D", "")                //
      ("list-data-link-types,L", "")           //
      ("list-time-stamp-types,J", "")          //
      ("probe", text())                        //
      ("check", "")                            //
      ("seconds", text())                      //
      ("json", "")                             //
      ("relinquish-privileges,Z", text())      //
      ("time-stamp-type,j", text())            //
      ("time-stamp-precision", text())         //
      ("micro", "")                            //
      ("nano", "")                             //
      ("no-names,n", "")                       //
      ("no-domains,N", "")                     //
      ("foreign-numeric,f", "")                //
      ("attempt-names,a", "")                  //
      ("link-header,e", "")                    //
      ("quiet,q", "")                          //
      ("verbose,v", "")                        //
      ("time,t", "")                           //
      ("hex,x", "")                            //
      ("hex-ascii,X", "")                      //
      ("ascii,A", "")                          //
      ("absolute-tcp-sequence-numbers,S", "")  //
      ("number,#", "")                         //
      ("dont-verify-checksums,K", "")          //
      ("nfs-handles,u", "")                    //
      ("as-dot,b", "")                         //
      ("type,T", text())                       //
      ("hold", text())                         //
      ("order", text())                        //
      ("duplicates", text())                   //
      ("duplicates-within", text())            //
      ("trailer", text())                      //
      ("align", "")                            //
      ("buffer", text())                       //
      ("config", text())                       //
      ("help,h", "")                           //
      ("version", "")                          //
      ("expression", text());
  return known;
}

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
  void take_switch(const std::string& key);
  void take_order(const std::string& value);
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
    {"write", "-w"},       {"to-interface", "--to-interface"}, {"sessions", "--sessions"},
    {"page", "--page"},    {"summary-json", "--summary-json"}, {"report", "--report"},
    {"filter-file", "-F"}, {"relinquish-privileges", "-Z"},    {"postrotate-command", "-z"},
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
  Options& o = options_;
  refuse_foreign_option(key);
  refuse_repetition(key);
  const std::map<std::string, std::function<void()>> actions = {
      {"interface", [&] { take_interfaces(value); }},
      {"read", [&] { o.files.push_back(value); }},
      {"read-list",
       [&] {
         const std::vector<std::string> files = read_file_list(value);
         o.files.insert(o.files.end(), files.begin(), files.end());
         list_is_input_ = list_is_input_ || value == "-";
       }},
      {"write",
       [&] {
         if (value.empty())
           throw UsageError("-w needs the name of a file, or - for standard output");
         o.write_path = value;
       }},
      {"direction", [&] { o.direction = parse_direction(value); }},
      {"linktype", [&] { o.dlt = parse_dlt(value); }},
      {"type", [&] { o.text.payload = parse_payload(value); }},
      {"format", [&] { format_ = value; }},
      {"compress",
       [&] {
         if (value != "gzip")
           throw UsageError(fmt::format("--compress takes gzip, not \"{}\"", value));
         o.gzip = true;
       }},
      {"file-size", [&] { o.rotation.file_bytes = parse_size("-C", value); }},
      {"rotate-seconds",
       [&] { o.rotation.seconds = parse_number<std::int64_t>("-G", value, 1, 1'000'000'000); }},
      {"file-count",
       [&] { o.rotation.count = parse_number<std::uint64_t>("-W", value, 1, 1'000'000'000); }},
      {"ring",
       [&] { o.rotation.ring = parse_number<std::uint64_t>("--ring", value, 1, 1'000'000'000); }},
      {"max-disk", [&] { o.rotation.series_bytes = parse_size("--max-disk", value); }},
      {"sync", [&] { o.sync_seconds = parse_number<std::int64_t>("--sync", value, 1, 86'400); }},
      {"postrotate-command", [&] { o.finished_command = value; }},
      {"to-interface", [&] { o.to_interface = interface_name(value); }},
      {"serve", [&] { o.serve.push_back(parse_offer(value)); }},
      {"page", [&] { o.page = parse_endpoint("--page", value); }},
      {"summary-json", [&] { o.summary_json = value; }},
      {"report",
       [&] {
         if (value.empty() || value == "-")
           throw UsageError("--report needs the name of a file, as report.html");
         o.report = value;
       }},
      {"serve-readers",
       [&] { o.serve_readers = parse_number<std::size_t>("--serve-readers", value, 1, 500); }},
      {"sessions",
       [&] {
         if (value.empty())
           throw UsageError("--sessions needs the name of a directory, or - for standard output");
         o.sessions = value;
       }},
      {"format-sessions", [&] { o.sessions_format = parse_log_format(value); }},
      {"filter-file",
       [&] {
         filter_file_ = value;
         o.settings_files.push_back(value);
       }},
      {"split",
       [&] {
         if (value != "vlan") {
           throw UsageError(fmt::format("--split takes vlan, not \"{}\"", value));
         }
         o.split_vlan = true;
       }},
      {"unwrap",
       [&] {
         try {
           o.unwrap = tunnel_kinds(value);
         } catch (const std::invalid_argument& word) {
           throw UsageError(
               fmt::format("--unwrap takes vxlan, geneve, gre, erspan, tzsp, or several of them "
                           "with commas, or all; not \"{}\"",
                           word.what()));
         }
       }},
      {"filter-outer", [&] { o.filter_outer = value; }},
      {"relinquish-privileges", [&] { o.user = value; }},
      {"time-stamp-type", [&] { o.tstamp_type = value; }},
      {"expression", [&] { words_.push_back(value); }},
      {"config", [] {}},  // its settings came before what the command line says
      {"packet-count",
       [&] { o.count = parse_number<std::uint64_t>("-c", value, 1, ~std::uint64_t{0}); }},
      {"snapshot-length",
       [&] {
         o.snaplen = parse_number("-s", value, 0, 262144);
         if (o.snaplen == 0) o.snaplen = 262144;
       }},
      {"buffer-size", [&] { o.ring_kib = parse_number("-B", value, 1, 2'000'000); }},
      {"hold",
       [&] { o.hold_ns = 1'000'000 * parse_number<std::int64_t>("--hold", value, 1, kMostHold); }},
      {"order", [&] { take_order(value); }},
      {"duplicates", [&] { o.duplicates.are = parse_duplicates(value); }},
      {"duplicates-within",
       [&] {
         constexpr std::int64_t kMost =
             DuplicateOptions::kMostWithin / DuplicateOptions::kMillisecond;
         o.duplicates.within_ns =
             DuplicateOptions::kMillisecond *
             parse_number<std::int64_t>("--duplicates-within", value, 1, kMost);
       }},
      {"trailer", [&] { o.trailer = parse_trailer(value); }},
      {"buffer", [&] { o.buffer_mib = parse_number<std::size_t>("--buffer", value, 4, 65535); }},
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
      {"time-stamp-precision",
       [&] {
         if (value != "micro" && value != "nano") {
           throw UsageError(
               fmt::format("--time-stamp-precision takes micro or nano, not \"{}\"", value));
         }
         take_switch(value);
       }},
  };
  const auto action = actions.find(key);
  if (action != actions.end()) {
    action->second();
  } else {
    take_switch(key);
  }
}

void Parser::take_order(const std::string& value) {
  if (value != "causal" && value != "causal,comment" && value != "stamp") {
    throw UsageError(
        fmt::format("--order takes causal, causal,comment or stamp, not \"{}\"", value));
  }
  options_.order = value == "stamp" ? OrderBy::kStamp : OrderBy::kCause;
  options_.comment_moved = value == "causal,comment";
}

void Parser::take_switch(const std::string& key) {
  Options& o = options_;
  const std::map<std::string, std::function<void()>> actions = {
      {"help", [&] { o.action = Action::kHelp; }},
      {"version", [&] { o.action = Action::kVersion; }},
      {"list-interfaces", [&] { o.action = Action::kListInterfaces; }},
      {"check", [&] { o.action = Action::kCheck; }},
      {"json", [&] { o.json = true; }},
      {"list-data-link-types", [&] { o.action = Action::kListLinktypes; }},
      {"list-time-stamp-types", [&] { o.action = Action::kListStampTypes; }},
      {"dump-filter",
       [&] {
         o.action = Action::kDumpFilter;
         ++o.filter_dump;
       }},
      {"no-optimize", [&] { o.optimize = false; }},
      {"count", [&] { o.tell_count = true; }},
      {"immediate-mode", [&] { immediate_ = true; }},
      {"align", [&] { o.align = true; }},
      {"print", [&] { o.print = true; }},
      {"serve-any", [&] { o.serve_any = true; }},
      {"page-any", [&] { o.page_any = true; }},
      {"leg", [&] { o.show_leg = true; }},
      {"unwrap-only", [&] { o.tunnelled_only = true; }},
      {"wait-for-legs", [&] { o.wait_for_legs = true; }},
      {"no-promiscuous-mode", [&] { o.promiscuous = false; }},
      {"packet-buffered", [&] { o.unbuffered = true; }},
      {"line-buffered", [] {}},  // text always leaves as soon as its batch is decoded
      {"no-names", [] {}},       // names are never resolved, whole, in part or of anybody
      {"no-domains", [] {}},
      {"foreign-numeric", [] {}},
      {"attempt-names", [] {}},
      {"micro",
       [&] {
         o.microseconds = true;
         o.text.nanoseconds = false;
       }},
      {"nano",
       [&] {
         o.microseconds = false;
         o.text.nanoseconds = true;
       }},
      {"link-header", [&] { o.text.link_header = true; }},
      {"quiet", [&] { o.quiet = o.text.quick = true; }},
      {"verbose", [&] { ++o.text.verbosity; }},
      {"time", [&] { ++times_; }},
      {"hex", [&] { ++hex_; }},
      {"hex-ascii", [&] { ++hex_ascii_; }},
      {"ascii", [&] { ascii_ = true; }},
      {"absolute-tcp-sequence-numbers", [&] { o.text.absolute_sequence = true; }},
      {"number", [&] { o.text.number = true; }},
      {"dont-verify-checksums", [&] { o.text.verify_checksums = false; }},
      {"nfs-handles", [&] { o.text.nfs_handles = true; }},
      {"as-dot", [&] { o.text.as_dot = true; }},
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

std::vector<std::string> option_names() {
  std::vector<std::string> names;
  const po::options_description known = known_options();
  for (const auto& option : known.options()) names.push_back(option->long_name());
  return names;
}

Options parse_options(int argc, const char* const* argv) {
  Options options = Parser().parse(argc, argv);
  options.command_line.assign(argv, argv + argc);
  return options;
}

}  // namespace tapbond
