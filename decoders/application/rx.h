// The services of AFS, which are called over Rx: their operations by number.
//
// What a call or a reply carries is written as the text looks, with a letter after % for each
// field: i and u are 32 bits, signed or not, U 64 bits, d a date, f a file's identifier, v a Ubik
// version, s text, n text in words of 32 bits, and so on (rx_fields.cpp).
#pragma once

#include <span>

#include "decoders/core/names.h"
#include "decoders/core/reader.h"

namespace tapbond::text {

struct RxLayout {
  std::uint32_t operation;
  std::string_view fields;
};
using RxLayouts = std::span<const RxLayout>;

struct RxService {
  std::uint16_t port;
  std::string_view name;
  Names operations;
  RxLayouts calls;
  RxLayouts replies;
  bool replicated;        // its database is kept by Ubik, whose operations are then among its own
  std::uint32_t longest;  // of its texts
};

const RxService* rx_service(std::uint16_t port);
bool is_ubik(std::uint32_t operation);
extern const RxService kUbik;

// The fields of the layout; false where a text is longer than any can be.
bool put_rx_fields(Line& line, Reader& from, std::string_view fields, std::uint32_t longest);
std::string_view rx_fields(RxLayouts layouts, std::uint32_t operation);

}  // namespace tapbond::text
