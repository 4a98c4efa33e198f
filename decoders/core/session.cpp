#include "decoders/core/session.h"

#include <cstring>

namespace tapbond::text {
namespace {

Endpoint endpoint(std::string_view address) {
  Endpoint result;
  char bytes[16] = {};
  std::memcpy(bytes, address.data(), address.size());
  std::memcpy(&result.high, bytes, 8);
  std::memcpy(&result.low, bytes + 8, 8);
  return result;
}

}  // namespace

Endpoint client_of(const IpContext& ip) {
  return endpoint(ip.version == 6 ? ip.header.seen(8, 16) : ip.header.seen(12, 4));
}

Endpoint server_of(const IpContext& ip) {
  return endpoint(ip.version == 6 ? ip.header.seen(24, 16) : ip.header.seen(16, 4));
}

}  // namespace tapbond::text
