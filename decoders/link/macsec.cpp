// MAC security (IEEE 802.1AE): the tag before a payload that is encrypted, or only signed.
#include "decoders/link/macsec.h"

#include "decoders/core/address.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kTag = 6;
constexpr std::uint32_t kIdentifier = 8;
constexpr std::uint32_t kCheckValue = 16;
constexpr std::uint8_t kVersion = 0x80;
constexpr std::uint8_t kHasIdentifier = 0x20;
constexpr std::uint8_t kEncrypted = 0x08;
constexpr std::uint8_t kChanged = 0x04;

constexpr Name kFlags[] = {
    {kEncrypted, "E"}, {kChanged, "C"}, {0x40, "S"}, {kHasIdentifier, "I"}, {0x10, "B"}};

void put_tag(Line& line, Bytes data, std::uint32_t short_length) {
  const std::uint8_t control = data.u8(0);
  line.print("an {}, pn {}, flags ", control & 3, data.u32(2));
  put_bits(line, kFlags, control & 0x7cu, "none", "");
  if (short_length != 0) line.print(", sl {}", short_length);
  if ((control & kHasIdentifier) != 0) line.print(", sci {:016x}", data.u64(kTag));
  line.put(", ");
}

}  // namespace

Seal macsec(Line& line, Bytes& payload, const LinkAddresses& addresses) {
  const Bytes data = payload;
  line.protocol = "macsec";
  const auto fits = [&data](std::uint32_t size) {
    return data.captured() >= size && data.length() >= size;
  };
  if (!fits(kTag)) {
    line.truncated();
    return Seal::kBroken;
  }
  const std::uint8_t control = data.u8(0);
  const std::uint32_t short_length = data.u8(1) & 63u;
  if ((control & kVersion) != 0) {
    line.invalid();
    return Seal::kBroken;
  }
  const std::uint32_t header = kTag + ((control & kHasIdentifier) != 0 ? kIdentifier : 0);
  if (!fits(header)) {
    line.truncated();
    return Seal::kBroken;
  }
  if (line.options.link_header) put_tag(line, data, short_length);
  payload = data.from(header);
  if ((control & (kEncrypted | kChanged)) != 0) {
    if (!line.options.link_header) {
      put_mac(line, addresses.data, addresses.source);
      line.put(" > ");
      put_mac(line, addresses.data, addresses.destination);
      line.put(" 802.1AE MACsec, ");
      put_tag(line, data, short_length);
    }
    put_unknown_payload(line, payload);
    return Seal::kEncrypted;
  }
  if (!fits(header + short_length + kCheckValue)) {
    line.truncated();
    return Seal::kBroken;
  }
  payload = payload.claiming(short_length != 0 ? short_length : payload.length() - kCheckValue);
  return Seal::kOpen;
}

}  // namespace tapbond::text
