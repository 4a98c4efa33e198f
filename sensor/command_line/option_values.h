// What an option's argument may be. All throw UsageError that names the option.
#pragma once

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <string>
#include <vector>

#include "sensor/run/options.h"
#include "sensor/usage_error.h"

namespace tapbond {

template <typename Number>
Number parse_number(const std::string& option, const std::string& text, Number least, Number most) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    throw UsageError(
        fmt::format("{} takes a number from {} to {}, not \"{}\"", option, least, most, text));
  }
  return value;
}

// Bytes, from millions of them, as tcpdump counts them; or with one of the suffixes of its later
// versions, which are powers of 1024.
std::uint64_t parse_size(const std::string& option, const std::string& text);

// The filter in a file, without comments.
std::string read_filter_file(const std::string& path);

// The token of the page: the first line of a file, of characters that stand in a URL as they are.
std::string read_page_token(const std::string& path);

// The files that a file names, or standard input where it is "-": one a line.
std::vector<std::string> read_file_list(const std::string& path);

// "127.0.0.1:57012", and behind a comma pcapng, pcap or pcap-nano.
FeedOffer parse_offer(const std::string& text);

Direction parse_direction(const std::string& text);

TrailerKind parse_trailer(const std::string& name);

DuplicatesAre parse_duplicates(const std::string& name);

// The DLT_ value of a link type's name.
int parse_dlt(const std::string& name);

Payload parse_payload(const std::string& name);

sessions::LogFormat parse_log_format(const std::string& name);

// A name that the kernel gives to an interface as it is (dev_valid_name() there).
std::string interface_name(const std::string& name);

}  // namespace tapbond
