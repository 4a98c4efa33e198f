#include "sensor/command_line/option_setters.h"

#include <fmt/format.h>

#include <map>
#include <stdexcept>
#include <string_view>

#include "sensor/command_line/option_values.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

using Word = const std::string&;
using Set = void (*)(Options& options, Word value);

// Milliseconds: thirty years, of which no nanosecond overflows.
constexpr std::int64_t kMostHold = 1'000'000'000'000;

void set_order(Options& o, Word value) {
  if (value != "causal" && value != "causal,comment" && value != "stamp") {
    throw UsageError(
        fmt::format("--order takes causal, causal,comment or stamp, not \"{}\"", value));
  }
  o.order = value == "stamp" ? OrderBy::kStamp : OrderBy::kCause;
  o.comment_moved = value == "causal,comment";
}

void set_nanoseconds(Options& o, bool nanoseconds) {
  o.microseconds = !nanoseconds;
  o.text.nanoseconds = nanoseconds;
}

void set_precision(Options& o, Word value) {
  if (value != "micro" && value != "nano") {
    throw UsageError(fmt::format("--time-stamp-precision takes micro or nano, not \"{}\"", value));
  }
  set_nanoseconds(o, value == "nano");
}

void ignore(Options&, Word) {}

const std::map<std::string_view, Set> kSetters = {
    {"read", [](Options& o, Word value) { o.files.push_back(value); }},
    {"write",
     [](Options& o, Word value) {
       if (value.empty()) throw UsageError("-w needs the name of a file, or - for standard output");
       o.write_path = value;
     }},
    {"direction", [](Options& o, Word value) { o.direction = parse_direction(value); }},
    {"linktype", [](Options& o, Word value) { o.dlt = parse_dlt(value); }},
    {"type", [](Options& o, Word value) { o.text.payload = parse_payload(value); }},
    {"compress",
     [](Options& o, Word value) {
       if (value != "gzip")
         throw UsageError(fmt::format("--compress takes gzip, not \"{}\"", value));
       o.gzip = true;
     }},
    {"file-size", [](Options& o, Word value) { o.rotation.file_bytes = parse_size("-C", value); }},
    {"rotate-seconds",
     [](Options& o, Word value) {
       o.rotation.seconds = parse_number<std::int64_t>("-G", value, 1, 1'000'000'000);
     }},
    {"file-count",
     [](Options& o, Word value) {
       o.rotation.count = parse_number<std::uint64_t>("-W", value, 1, 1'000'000'000);
     }},
    {"ring",
     [](Options& o, Word value) {
       o.rotation.ring = parse_number<std::uint64_t>("--ring", value, 1, 1'000'000'000);
     }},
    {"max-disk",
     [](Options& o, Word value) { o.rotation.series_bytes = parse_size("--max-disk", value); }},
    {"sync",
     [](Options& o, Word value) {
       o.sync_seconds = parse_number<std::int64_t>("--sync", value, 1, 86'400);
     }},
    {"postrotate-command", [](Options& o, Word value) { o.finished_command = value; }},
    {"to-interface", [](Options& o, Word value) { o.to_interface = interface_name(value); }},
    {"serve", [](Options& o, Word value) { o.serve.push_back(parse_offer(value)); }},
    {"page", [](Options& o, Word value) { o.page = parse_endpoint("--page", value); }},
    {"page-token", [](Options& o, Word value) { o.page_token = read_page_token(value); }},
    {"summary-json", [](Options& o, Word value) { o.summary_json = value; }},
    {"report",
     [](Options& o, Word value) {
       if (value.empty() || value == "-")
         throw UsageError("--report needs the name of a file, as report.html");
       o.report = value;
     }},
    {"serve-readers",
     [](Options& o, Word value) {
       o.serve_readers = parse_number<std::size_t>("--serve-readers", value, 1, 500);
     }},
    {"sessions",
     [](Options& o, Word value) {
       if (value.empty())
         throw UsageError("--sessions needs the name of a directory, or - for standard output");
       o.sessions = value;
     }},
    {"format-sessions",
     [](Options& o, Word value) { o.sessions_format = parse_log_format(value); }},
    {"split",
     [](Options& o, Word value) {
       if (value != "vlan") {
         throw UsageError(fmt::format("--split takes vlan, not \"{}\"", value));
       }
       o.split_vlan = true;
     }},
    {"unwrap",
     [](Options& o, Word value) {
       try {
         o.unwrap = tunnel_kinds(value);
       } catch (const std::invalid_argument& word) {
         throw UsageError(
             fmt::format("--unwrap takes vxlan, geneve, gre, erspan, tzsp, or several of them "
                         "with commas, or all; not \"{}\"",
                         word.what()));
       }
     }},
    {"filter-outer", [](Options& o, Word value) { o.filter_outer = value; }},
    {"relinquish-privileges", [](Options& o, Word value) { o.user = value; }},
    {"time-stamp-type", [](Options& o, Word value) { o.tstamp_type = value; }},
    {"packet-count",
     [](Options& o, Word value) {
       o.count = parse_number<std::uint64_t>("-c", value, 1, ~std::uint64_t{0});
     }},
    {"snapshot-length",
     [](Options& o, Word value) {
       o.snaplen = parse_number("-s", value, 0, 262144);
       if (o.snaplen == 0) o.snaplen = 262144;
     }},
    {"buffer-size",
     [](Options& o, Word value) { o.ring_kib = parse_number("-B", value, 1, 2'000'000); }},
    {"hold",
     [](Options& o, Word value) {
       o.hold_ns = 1'000'000 * parse_number<std::int64_t>("--hold", value, 1, kMostHold);
     }},
    {"order", set_order},
    {"duplicates", [](Options& o, Word value) { o.duplicates.are = parse_duplicates(value); }},
    {"duplicates-within",
     [](Options& o, Word value) {
       constexpr std::int64_t kMost =
           DuplicateOptions::kMostWithin / DuplicateOptions::kMillisecond;
       o.duplicates.within_ns = DuplicateOptions::kMillisecond *
                                parse_number<std::int64_t>("--duplicates-within", value, 1, kMost);
     }},
    {"trailer", [](Options& o, Word value) { o.trailer = parse_trailer(value); }},
    {"buffer",
     [](Options& o, Word value) {
       o.buffer_mib = parse_number<std::size_t>("--buffer", value, 4, 65535);
     }},
    {"time-stamp-precision", set_precision},
    {"help", [](Options& o, Word) { o.action = Action::kHelp; }},
    {"version", [](Options& o, Word) { o.action = Action::kVersion; }},
    {"list-interfaces", [](Options& o, Word) { o.action = Action::kListInterfaces; }},
    {"check", [](Options& o, Word) { o.action = Action::kCheck; }},
    {"json", [](Options& o, Word) { o.json = true; }},
    {"list-data-link-types", [](Options& o, Word) { o.action = Action::kListLinktypes; }},
    {"list-time-stamp-types", [](Options& o, Word) { o.action = Action::kListStampTypes; }},
    {"dump-filter",
     [](Options& o, Word) {
       o.action = Action::kDumpFilter;
       ++o.filter_dump;
     }},
    {"no-optimize", [](Options& o, Word) { o.optimize = false; }},
    {"count", [](Options& o, Word) { o.tell_count = true; }},
    {"align", [](Options& o, Word) { o.align = true; }},
    {"print", [](Options& o, Word) { o.print = true; }},
    {"serve-any", [](Options& o, Word) { o.serve_any = true; }},
    {"page-any", [](Options& o, Word) { o.page_any = true; }},
    {"leg", [](Options& o, Word) { o.show_leg = true; }},
    {"unwrap-only", [](Options& o, Word) { o.tunnelled_only = true; }},
    {"wait-for-legs", [](Options& o, Word) { o.wait_for_legs = true; }},
    {"no-promiscuous-mode", [](Options& o, Word) { o.promiscuous = false; }},
    {"packet-buffered", [](Options& o, Word) { o.unbuffered = true; }},
    {"line-buffered", ignore},  // text always leaves as soon as its batch is decoded
    {"no-names", ignore},       // names are never resolved, whole, in part or of anybody
    {"no-domains", ignore},
    {"foreign-numeric", ignore},
    {"attempt-names", ignore},
    {"micro", [](Options& o, Word) { set_nanoseconds(o, false); }},
    {"nano", [](Options& o, Word) { set_nanoseconds(o, true); }},
    {"link-header", [](Options& o, Word) { o.text.link_header = true; }},
    {"quiet", [](Options& o, Word) { o.quiet = o.text.quick = true; }},
    {"verbose", [](Options& o, Word) { ++o.text.verbosity; }},
    {"absolute-tcp-sequence-numbers", [](Options& o, Word) { o.text.absolute_sequence = true; }},
    {"number", [](Options& o, Word) { o.text.number = true; }},
    {"dont-verify-checksums", [](Options& o, Word) { o.text.verify_checksums = false; }},
    {"nfs-handles", [](Options& o, Word) { o.text.nfs_handles = true; }},
    {"as-dot", [](Options& o, Word) { o.text.as_dot = true; }},
};

}  // namespace

bool set_option(Options& options, const std::string& name, const std::string& value) {
  const auto setter = kSetters.find(name);
  if (setter == kSetters.end()) return false;
  setter->second(options, value);
  return true;
}

}  // namespace tapbond
