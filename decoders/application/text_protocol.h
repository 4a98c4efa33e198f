// Protocols of text lines: HTTP and its like.
#pragma once

#include <span>

#include "decoders/core/line.h"

namespace tapbond::text {

// What begins a message worth showing. Where there are no commands at all, everything is shown.
struct TextProtocol {
  const char* mark;                            // of a truncation
  std::string_view title;                      // said first
  std::span<const std::string_view> commands;  // first words of requests, in any case
  bool code_is_second = false;                 // a response has its three digits in the second word
};

// Prints the title, and the first line of a request or response; all lines with -v.
void put_text_protocol(Line& line, Bytes data, const TextProtocol& protocol);

}  // namespace tapbond::text
