// OpenFlow: what the decoders of its versions share. Each reads one message behind the common
// header, whatever its length says; they differ in what a message of a type holds.
#pragma once

#include "decoders/core/names.h"
#include "decoders/core/reader.h"

namespace tapbond::text {

struct OpenflowMessage {
  std::string_view name;
  std::uint32_t least = 0;  // bytes behind the header
  bool exact = false;       // and no more than these
  void (*put)(Line&, Reader) = nullptr;
};

// The message's row; null where its version has no such type.
const OpenflowMessage* openflow_10_message(std::uint8_t type);
const OpenflowMessage* openflow_13_message(std::uint8_t type);

void put_openflow_vendor(Line& line, std::string_view title, std::uint32_t vendor);
void put_openflow_data(Line& line, Reader data);
// Bits by name in brackets, and whether there are others.
void put_openflow_bits(Line& line, Names names, std::uint32_t value, std::uint32_t known);
// Text of a fixed size, padded with zeros, in quotes.
void put_openflow_text(Line& line, Reader& from, std::uint32_t size);
// What cannot be read as it should be.
void put_openflow_invalid(Line& line, Reader rest);

}  // namespace tapbond::text
