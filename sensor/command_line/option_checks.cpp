#include "sensor/command_line/option_checks.h"

#include <fmt/format.h>
#include <net/if.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>

#include "sensor/command_line/foreign_options.h"
#include "sensor/legs/own_feed.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

void check_rotation(const Options& o) {
  const Rotation& r = o.rotation;
  if (o.gzip && o.write_path.empty())
    throw UsageError("--compress compresses what -w writes; give it a name");
  if (o.sync_seconds != 0 && o.write_path.empty())
    throw UsageError("--sync has what -w writes reach the disk; give it a name");
  if (!r.any()) {
    if (r.count != 0 || r.ring != 0 || r.series_bytes != 0 || !o.finished_command.empty()) {
      throw UsageError(
          "-W, --ring, --max-disk and -z are about more files than one: say with -C or -G when to "
          "begin the next" +
          remark_on_statistics(o.finished_command));
    }
    return;
  }
  const bool logs = !o.sessions.empty() && o.sessions != "-" && r.file_bytes == 0;
  if (o.write_path == "-" || (o.write_path.empty() && !logs)) {
    throw UsageError("-C and -G change files, and there is none; name one with -w");
  }
  if (r.ring != 0 && r.count != 0) {
    throw UsageError("-W and --ring both say what becomes of old files; give one of them");
  }
  if (r.series_bytes != 0 && r.series_bytes < r.file_bytes) {
    throw UsageError("--max-disk is less than -C allows for one file; make it several times that");
  }
}

void check_sessions(const Options& o) {
  if (o.sessions.empty()) {
    if (o.sessions_format != sessions::LogFormat::kJson)
      throw UsageError("--format-sessions is about the log of --sessions DIR; name the directory");
    return;
  }
  if (o.sessions != "-") return;
  if (o.print || o.tell_count || o.write_path == "-") {
    throw UsageError(
        "--sessions - and another output on standard output would mix; give --sessions a "
        "directory");
  }
  if (o.sessions_format == sessions::LogFormat::kTsv) {
    throw UsageError(
        "--format-sessions tsv has a file for each log, with other columns in each; give "
        "--sessions "
        "a directory");
  }
}

void check_duplicates(const Options& o) {
  if (o.duplicates.are != DuplicatesAre::kMarked) return;
  const bool file = !o.write_path.empty() && o.format == FileFormat::kPcapng;
  const bool feed = std::any_of(o.serve.begin(), o.serve.end(), [](const FeedOffer& offer) {
    return offer.format == FeedFormat::kPcapng;
  });
  if (file || feed) return;
  throw UsageError(
      "--duplicates mark writes into pcapng, and there is none; name a file with -w x.pcapng, or "
      "leave them out with --duplicates drop");
}

// What is played would be captured, and played again.
void check_interface_to_make(const Options& options) {
  for (const std::string& leg : options.interfaces) {
    if (leg != options.to_interface && leg != "any") continue;
    throw UsageError(fmt::format("-i {} would hear what --to-interface {} plays; name other legs",
                                 leg, options.to_interface));
  }
  constexpr int kEthernetHeader = 14;
  if (options.snaplen < kEthernetHeader) {
    throw UsageError(
        fmt::format("--to-interface needs whole Ethernet headers: -s {} or more", kEthernetHeader));
  }
}

void check_feeds(const Options& o) {
  for (const std::string& leg : o.interfaces) {
    if (!is_feed(leg)) continue;
    if (o.action != Action::kCapture) {
      throw UsageError(fmt::format(
          "{} is no interface of this host to look at; leave it out, or ask on the host "
          "that serves it",
          leg));
    }
    if (o.direction != Direction::kBoth || o.dlt) {
      throw UsageError(fmt::format("-Q and -y are asked of an interface, and {} is a feed", leg));
    }
    for (const FeedOffer& offer : o.serve) {
      if (!reads_own_feed(feed_endpoint(leg), offer.endpoint)) continue;
      throw UsageError(
          fmt::format("-i {} would read what --serve offers there; name another feed", leg));
    }
  }
}

void check_what_files_have_not(const Options& o) {
  if (o.files.empty()) {
    if (o.tell_count) {
      throw UsageError("--count counts the packets of files, read with -r; -c NUMBER ends a run");
    }
    return;
  }
  if (o.page) {
    throw UsageError(
        "--page shows a capture that goes on; --summary-json FILE has the numbers of files");
  }
  if (o.direction != Direction::kBoth) {
    throw UsageError(
        "-Q is asked of an interface; of files with cooked headers (-i any) the filters inbound "
        "and outbound know the direction");
  }
  if (o.dlt) throw UsageError("-y is asked of an interface; a file has the link type it has");
}

}  // namespace

void check_legs(const Options& o) {
  const std::size_t legs = o.interfaces.size() + o.files.size();
  if (legs == 0) {
    if (o.action == Action::kDumpFilter) return;
    throw UsageError(
        "no leg to listen on; name one with -i (tapbond -D lists them) or read a file with -r");
  }
  if (o.action == Action::kListLinktypes && o.interfaces.empty()) {
    throw UsageError("-L lists the link types of an interface; name one with -i");
  }
  if (o.action == Action::kListStampTypes && o.interfaces.empty()) {
    throw UsageError("-J lists the time stamp types of an interface; name one with -i");
  }
  if (o.action == Action::kCheck && o.interfaces.empty()) {
    throw UsageError("--check looks at interfaces; name each leg with -i");
  }
  if (o.trailer && o.unwrap.any()) {
    throw UsageError(
        "--trailer reads times at the end of frames, which are gone where --unwrap takes frames "
        "out "
        "of others; give one of them");
  }
  check_feeds(o);
  if (!o.interfaces.empty() && !o.files.empty()) {
    throw UsageError("-i and -r exclude each other; bond live legs or files, not both");
  }
  check_what_files_have_not(o);
  if (o.interfaces.size() > Options::kMaxLegs) {
    throw UsageError(
        fmt::format("{} legs; at most {} can be bonded", o.interfaces.size(), Options::kMaxLegs));
  }
  if (o.files.size() > Options::kMaxFiles) {
    throw UsageError(
        fmt::format("{} files; at most {} can be bonded at once: bond them in parts, and then what "
                    "was written",
                    o.files.size(), Options::kMaxFiles));
  }
  for (const auto& names : {o.interfaces, o.files}) {
    std::set<std::string> seen;
    for (const std::string& name : names) {
      if (seen.insert(name).second) continue;
      throw UsageError(fmt::format("{}: given twice; name every leg once", name));
    }
  }
}

// The one would be a syntax error, and the other an odd name of a host.
void check_words(const std::vector<std::string>& words, const Options& options) {
  if (words.empty()) return;
  if (options.tell_count && words.front().find_first_not_of("0123456789") == std::string::npos) {
    throw UsageError(
        fmt::format("--count takes no number; -c {} ends after so many packets", words.front()));
  }
  const std::string& word = words.front();
  const bool protocol = word == "ip6" || word == "icmp6";
  if (!options.interfaces.empty() && !protocol && word.find_first_of("0123456789") != word.npos &&
      if_nametoindex(word.c_str()) != 0) {
    throw UsageError(
        fmt::format("{} is an interface, and stands where a filter does; each leg has an -i: -i {}",
                    word, word));
  }
  struct stat file {};
  if (!options.files.empty() && word.find('.') != word.npos && stat(word.c_str(), &file) == 0 &&
      S_ISREG(file.st_mode)) {
    throw UsageError(fmt::format(
        "{} is a file, and stands where a filter does; each leg has an -r: -r {}", word, word));
  }
}

void check_outputs(const Options& o) {
  if (o.tell_count && o.write_path == "-") {
    throw UsageError("--count and -w - would mix text and capture; write to a file instead");
  }
  if (o.print && o.write_path == "-") {
    throw UsageError("--print and -w - would mix text and capture; write to a file instead");
  }
  if (o.summary_json == "-" && (o.print || o.write_path == "-")) {
    throw UsageError(
        "--summary-json - would be mixed with what else goes to standard output; name "
        "a file");
  }
  if (!o.report.empty() && (o.report == o.write_path || o.report == o.summary_json)) {
    throw UsageError(
        fmt::format("{} would be written twice; name another file with --report", o.report));
  }
  if (o.page && !o.page->loopback && !o.page_any) {
    throw UsageError(fmt::format(
        "--page {}: whoever is on the way could read the numbers, as there is no encryption; take "
        "127.0.0.1 and ssh -L, or add --page-any if that is meant",
        endpoint_text(o.page->address)));
  }
  if (o.page_token && !o.page) {
    throw UsageError("--page-token is the token of a page; say where with --page ADDRESS:PORT");
  }
  check_rotation(o);
  check_sessions(o);
  check_duplicates(o);
  if (!o.to_interface.empty()) check_interface_to_make(o);
  std::set<std::string> served;
  for (const FeedOffer& offer : o.serve) {
    const std::string where = endpoint_text(offer.endpoint.address);
    if (!served.insert(where).second) {
      throw UsageError(
          fmt::format("--serve {} is given twice; a feed takes a port of its own", where));
    }
    if (offer.endpoint.loopback || o.serve_any) continue;
    throw UsageError(fmt::format(
        "--serve {}: whoever reaches this address could read the traffic, as there is no "
        "encryption; serve on 127.0.0.1, or add --serve-any if that is meant",
        where));
  }
}

}  // namespace tapbond
