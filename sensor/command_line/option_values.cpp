#include "sensor/command_line/option_values.h"

#include <net/if.h>
#include <pcap/pcap.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

#include "sensor/command_line/foreign_options.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

constexpr std::pair<const char*, Payload> kPayloads[] = {
    {"domain", Payload::kDomain}, {"lmp", Payload::kLmp},       {"pgm", Payload::kPgm},
    {"ptp", Payload::kPtp},       {"radius", Payload::kRadius}, {"resp", Payload::kResp},
    {"snmp", Payload::kSnmp},     {"tftp", Payload::kTftp},     {"vxlan", Payload::kVxlan},
};

}  // namespace

std::uint64_t parse_size(const std::string& option, const std::string& text) {
  constexpr std::uint64_t kMost = 1'000'000'000;
  std::string digits = text;
  std::uint64_t unit = 1'000'000;
  if (!text.empty()) {
    const int suffix = std::tolower(static_cast<unsigned char>(text.back()));
    if (suffix == 'k') unit = std::uint64_t{1} << 10;
    if (suffix == 'm') unit = std::uint64_t{1} << 20;
    if (suffix == 'g') unit = std::uint64_t{1} << 30;
    if (unit != 1'000'000) digits.pop_back();
  }
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || value < 1 || value > kMost) {
    throw UsageError(fmt::format(
        "{} takes a number of millions of bytes, or one with K, M or G behind it, not \"{}\"",
        option, text));
  }
  return value * unit;
}

std::string read_filter_file(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    throw UsageError(fmt::format("-F {}: cannot be read; name a file with a filter", path));
  std::string filter;
  for (std::string line; std::getline(file, line);) {
    line.erase(std::find(line.begin(), line.end(), '#'), line.end());
    filter += line + ' ';
  }
  if (file.bad())
    throw UsageError(fmt::format("-F {}: cannot be read; name a file with a filter", path));
  filter.erase(filter.find_last_not_of(" \t\r") + 1);
  return filter;
}

std::string read_page_token(const std::string& path) {
  constexpr std::size_t kLeast = 16;
  constexpr std::size_t kMost = 256;
  constexpr const char* kUnreserved =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";  // RFC 3986, 2.3
  std::string token;
  if (std::ifstream file(path); !std::getline(file, token)) {
    throw UsageError(
        fmt::format("--page-token {}: cannot be read; name a file with a token in it", path));
  }
  if (token.size() < kLeast || token.size() > kMost ||
      token.find_first_not_of(kUnreserved) != token.npos) {
    throw UsageError(fmt::format(
        "--page-token {}: a token has {} to {} letters, digits, - . _ ~ and nothing else; make one "
        "with openssl rand -hex 16",
        path, kLeast, kMost));
  }
  return token;
}

std::vector<std::string> read_file_list(const std::string& path) {
  std::ifstream file;
  if (path != "-") file.open(path);
  std::istream& list = path == "-" ? std::cin : file;
  std::vector<std::string> names;
  for (std::string line; std::getline(list, line);) {
    if (!line.empty()) names.push_back(line);
  }
  if (list.bad() || (path != "-" && !file.is_open())) {
    throw UsageError(
        fmt::format("-V {}: cannot be read; name a file with names of captures, one a line (-v is "
                    "more text)",
                    path));
  }
  if (names.empty()) throw UsageError(fmt::format("-V {}: no capture is named in it", path));
  return names;
}

FeedOffer parse_offer(const std::string& text) {
  const std::size_t comma = text.find(',');
  FeedOffer offer{.endpoint = parse_endpoint("--serve", text.substr(0, comma))};
  if (comma == std::string::npos) return offer;
  const std::string format = text.substr(comma + 1);
  if (format == "pcap") {
    offer.format = FeedFormat::kPcap;
  } else if (format == "pcap-nano") {
    offer.format = FeedFormat::kPcapNano;
  } else if (format != "pcapng") {
    throw UsageError(
        fmt::format("--serve {}: a feed is pcapng, pcap or pcap-nano, not \"{}\"", text, format));
  }
  return offer;
}

Direction parse_direction(const std::string& text) {
  const std::string name = lower(text);
  if (name == "in") return Direction::kIn;
  if (name == "out") return Direction::kOut;
  if (name == "inout") return Direction::kBoth;
  throw UsageError(fmt::format("-Q takes in, out or inout, not \"{}\"", text));
}

TrailerKind parse_trailer(const std::string& name) {
  if (name == "metamako") return TrailerKind::kMetamako;
  if (name == "hpt") return TrailerKind::kHpt;
  if (name == "vss") return TrailerKind::kVss;
  if (name == "ixia") return TrailerKind::kIxia;
  throw UsageError(fmt::format("--trailer takes metamako, hpt, vss or ixia, not \"{}\"", name));
}

DuplicatesAre parse_duplicates(const std::string& name) {
  if (name == "keep") return DuplicatesAre::kKept;
  if (name == "mark") return DuplicatesAre::kMarked;
  if (name == "drop") return DuplicatesAre::kDropped;
  throw UsageError(fmt::format("--duplicates takes keep, mark or drop, not \"{}\"", name));
}

int parse_dlt(const std::string& name) {
  const int dlt = pcap_datalink_name_to_val(name.c_str());
  if (dlt >= 0) return dlt;
  throw UsageError(fmt::format(
      "-y {}: there is no link type of that name; tapbond -L -i IF lists those of an interface",
      name));
}

Payload parse_payload(const std::string& name) {
  std::string names;
  for (const auto& [known, payload] : kPayloads) {
    if (lower(name) == known) return payload;
    names += (names.empty() ? "" : ", ") + std::string(known);
  }
  throw UsageError(fmt::format("-T takes {}, not \"{}\"{}", names, name, remark_on_fields(name)));
}

sessions::LogFormat parse_log_format(const std::string& name) {
  if (name == "json") return sessions::LogFormat::kJson;
  if (name == "tsv") return sessions::LogFormat::kTsv;
  throw UsageError(fmt::format("--format-sessions takes json or tsv, not \"{}\"", name));
}

std::string interface_name(const std::string& name) {
  const auto unfit = [](unsigned char c) { return std::isspace(c) != 0 || c == '/' || c == ':'; };
  if (name.empty() || name.size() >= IFNAMSIZ || name == "." || name == ".." ||
      name.find('%') != std::string::npos || std::any_of(name.begin(), name.end(), unfit)) {
    throw UsageError(fmt::format(
        "--to-interface takes the name of an interface to make, of up to {} characters, not \"{}\"",
        IFNAMSIZ - 1, name));
  }
  return name;
}

}  // namespace tapbond
