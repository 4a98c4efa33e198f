// IS-IS (ISO 10589): what each kind of PDU says of itself.
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"
#include "decoders/network/osi.h"

namespace tapbond::text {
namespace {

enum Type : std::uint8_t {
  kHello1 = 15,
  kHello2 = 16,
  kPointHello = 17,
  kState1 = 18,
  kState2 = 20,
  kComplete1 = 24,
  kComplete2 = 25,
  kPartial1 = 26,
  kPartial2 = 27,
};

constexpr Name kTypes[] = {
    {kHello1, "L1 Lan IIH"}, {kHello2, "L2 Lan IIH"}, {kPointHello, "p2p IIH"},
    {kState1, "L1 LSP"},     {kState2, "L2 LSP"},     {kComplete1, "L1 CSNP"},
    {kComplete2, "L2 CSNP"}, {kPartial1, "L1 PSNP"},  {kPartial2, "L2 PSNP"},
};

constexpr std::uint32_t kCommon = 8;
constexpr std::uint32_t kSystem = 6;
constexpr std::uint32_t kNode = 7;
constexpr std::uint32_t kStateId = 8;

// A system's identifier, a node's (with its pseudonode) or a link state PDU's (with its number).
void put_identifier(Line& line, Bytes data, std::uint32_t at, std::uint32_t size) {
  for (std::uint32_t i = 0; i < kSystem; i += 2) {
    line.print("{:04x}{}", data.u16(at + i), i == 4 ? "" : ".");
  }
  if (size > kSystem) line.print(".{:02x}", data.u8(at + 6));
  if (size > kNode) line.print("-{:02x}", data.u8(at + 7));
}

// What keeps a PDU from being read; empty where nothing does.
std::string fault(Bytes data) {
  const unsigned header = data.u8(1);
  const unsigned version = data.u8(2);
  const unsigned system = data.u8(3);
  const unsigned pdu_version = data.u8(5);
  if (header < kCommon) return fmt::format("fixed header length {} < {}", header, kCommon);
  if (header > data.length()) {
    return fmt::format("fixed header length {} > packet length {}", header, data.length());
  }
  if (version != 1) return fmt::format("version {} packet not supported", version);
  if (system != 0 && system != kSystem) {
    return fmt::format("system ID length of {} is not supported", system);
  }
  if (pdu_version != 1) return fmt::format("version {} packet not supported", pdu_version);
  return {};
}

}  // namespace

void isis(Line& line, Bytes data) {
  line.protocol = "isis";
  if (!data.has(0, kCommon)) {
    line.truncated();
    return;
  }
  const bool titled = !line.options.link_header;
  if (titled) line.put("IS-IS");
  if (const std::string text = fault(data); !text.empty()) {
    line.put(text);
    put_unknown_field(line, data, 0, data.length(), "\n\t");
    return;
  }
  const std::uint8_t type = data.u8(4);
  if (titled) line.put(", ");
  put_name(line, kTypes, type, "unknown PDU-Type {}");
  switch (type) {
    case kHello1:
    case kHello2:
      line.put(", src-id ");
      put_identifier(line, data, 9, kSystem);
      line.put(", lan-id ");
      put_identifier(line, data, 20, kNode);
      line.print(", prio {}", data.u8(19));
      break;
    case kPointHello:
      line.put(", src-id ");
      put_identifier(line, data, 9, kSystem);
      break;
    case kState1:
    case kState2:
      line.put(", lsp-id ");
      put_identifier(line, data, 12, kStateId);
      line.print(", seq 0x{:08x}, lifetime {:5}s", data.u32(20), data.u16(10));
      break;
    case kComplete1:
    case kComplete2:
    case kPartial1:
    case kPartial2:
      line.put(", src-id ");
      put_identifier(line, data, 10, kNode);
      break;
    default:
      break;
  }
  line.print(", length {}", data.length());
}

}  // namespace tapbond::text
