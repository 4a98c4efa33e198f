// Novell's Internetwork Packet Exchange, with the two protocols that routers speak over it.
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/network/network.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 30;

enum Socket : std::uint16_t {
  kCore = 0x0451,
  kService = 0x0452,
  kRouting = 0x0453,
  kNetbios = 0x0455,
  kDiagnostics = 0x0456,
  kDatagrams = 0x0553,
};
constexpr Name kSockets[] = {
    {kCore, "ipx-ncp"},
    {kNetbios, "ipx-netbios"},
    {kDiagnostics, "ipx-diags"},
    {kDatagrams, "ipx-nwlink-dgm"},
};
enum Command : std::uint16_t { kRequest = 1, kResponse, kNearestRequest, kNearestResponse };

void put_host(Line& line, Bytes data, std::uint32_t at) {
  if (data.raw(at, 10) == nullptr) return;
  line.print("{:08x}.", data.u32(at));
  put_mac(line, data, at + 4);
}

// The Service Advertising Protocol. False where it ends within a field.
bool put_services(Line& line, Bytes data) {
  static constexpr int kMost = 8;
  static constexpr std::uint32_t kName = 48;
  if (data.length() < 2) return false;
  const std::uint16_t command = data.u16(0);
  data = data.from(2);
  switch (command) {
    case kRequest:
    case kNearestRequest:
      line.put(command == kRequest ? "ipx-sap-req" : "ipx-sap-nearest-req");
      if (data.length() < 2) return false;
      line.print(" {:04x}", data.u16(0));
      return true;
    case kResponse:
    case kNearestResponse:
      break;
    default:
      line.print("ipx-sap-?{:x}", command);
      return true;
  }
  line.put(command == kResponse ? "ipx-sap-resp" : "ipx-sap-nearest-resp");
  for (int i = 0; i < kMost && data.length() > 0 && !line.cut(); ++i) {
    if (data.length() < 2) return false;
    line.print(" {:04x} '", data.u16(0));
    data = data.from(2);
    if (data.length() < kName) return false;
    const std::string_view name = data.seen(0, kName);
    put_string(line, data, 0, kName);
    if (name.size() < kName && name.find('\0') == name.npos) line.cut_here();
    line.put('\'');
    data = data.from(kName);
    if (data.length() < 10) return false;
    if (data.raw(0, 10) == nullptr) return true;
    line.put(" addr ");
    put_host(line, data, 0);
    data = data.from(10);
    if (data.length() < 4) return false;  // a socket, and how far it is
    data = data.from(4);
  }
  return true;
}

// The Routing Information Protocol of IPX.
void put_routes(Line& line, Bytes data) {
  static constexpr int kMost = 15;
  static constexpr std::uint32_t kRoute = 8;
  if (data.length() < 2) {
    line.invalid(data);
    return;
  }
  const std::uint16_t command = data.u16(0);
  if (command != kRequest && command != kResponse) {
    line.print("ipx-rip-?{:x}", command);
    return;
  }
  if (line.cut()) return;
  line.put(command == kRequest ? "ipx-rip-req" : "ipx-rip-resp");
  Bytes rest = data.from(2);
  const int most = command == kRequest ? 1 : kMost;
  for (int i = 0; i < most && rest.length() > 0 && !line.cut(); ++i) {
    if (rest.length() < kRoute) {
      line.invalid();
      return;
    }
    line.print(" {:08x}/{}.{}", rest.u32(0), rest.u16(4), rest.u16(6));
    rest = rest.from(kRoute);
  }
}

}  // namespace

void ipx(Line& line, Bytes data) {
  line.protocol = "ipx";
  if (!line.options.link_header) line.put("IPX ");
  if (data.raw(0, kHeader) == nullptr) return;
  put_host(line, data, 18);
  line.print(".{:04x} > ", data.u16(28));
  put_host(line, data, 6);
  const std::uint16_t socket = data.u16(16);
  line.print(".{:04x}: ", socket);
  const std::uint32_t length = data.u16(2);
  if (length < kHeader) {
    line.print("[length {} < {}]", length, kHeader);
    line.invalid(data);
    return;
  }
  const Bytes payload = data.from(kHeader).claiming(length - kHeader);
  if (socket == kService) {
    if (!put_services(line, payload)) line.cut_here();
  } else if (socket == kRouting) {
    put_routes(line, payload);
  } else {
    put_name(line, kSockets, socket, "ipx-#{:x}");
    line.print(" {}", payload.length());
  }
}

}  // namespace tapbond::text
