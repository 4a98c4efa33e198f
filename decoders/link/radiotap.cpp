// Radiotap (radiotap.org): what the radio said of a frame, before IEEE 802.11.
//
// A header has words of presence bits, each bit a field, and the fields in the order of their bits,
// aligned to their own size. libtins 4.0 reads these without checking all bounds, so only its names
// of flags are used; its presence bits are masks of the first word, and a field of any word is
// told by its number here.
#include <tins/radiotap.h>

#include <optional>

#include "decoders/link/ieee80211.h"
#include "decoders/link/link_types.h"
#include "decoders/link/radiotap_rates.h"

namespace tapbond::text {
namespace {

using Tins::RadioTap;

constexpr std::uint32_t kHeader = 8;

enum Bit : unsigned {
  kClock,
  kFlags,
  kRate,
  kChannel,
  kHopping,
  kSignalPower,
  kNoisePower,
  kLockQuality,
  kAttenuation,
  kAttenuationDecibels,
  kTransmitPower,
  kAntenna,
  kSignalDecibels,
  kNoiseDecibels,
  kReceiveFlags,
  kExtendedChannel = 18,
  kModulation,
  kAggregate,
  kVeryHighThroughput,
  kOwnFields = 29,
  kVendorFields,
  kMoreBits,
};
constexpr std::uint32_t bit(unsigned number) { return 1u << number; }

constexpr Name kFlagNames[] = {
    {RadioTap::CFP, "cfp "},
    {RadioTap::PREAMBLE, "short preamble "},
    {RadioTap::WEP, "wep "},
    {RadioTap::FRAGMENTATION, "fragmented "},
    {RadioTap::FAILED_FCS, "bad-fcs "},
};
constexpr Name kSidebands[] = {{0, "20 MHz"}, {1, "40 MHz"}, {2, "20 MHz (L)"}, {3, "20 MHz (U)"}};
constexpr Name kBandwidths[] = {
    {0, "20 MHz"},         {1, "40 MHz"},         {2, "20 MHz (L)"},     {3, "20 MHz (U)"},
    {4, "80 MHz"},         {5, "80 MHz (L)"},     {6, "80 MHz (U)"},     {7, "80 MHz (LL)"},
    {8, "80 MHz (LU)"},    {9, "80 MHz (UL)"},    {10, "80 MHz (UU)"},   {11, "160 MHz"},
    {12, "160 MHz (L)"},   {13, "160 MHz (U)"},   {14, "160 MHz (LL)"},  {15, "160 MHz (LU)"},
    {16, "160 MHz (UL)"},  {17, "160 MHz (UU)"},  {18, "160 MHz (LLL)"}, {19, "160 MHz (LLU)"},
    {20, "160 MHz (LUL)"}, {21, "160 MHz (UUU)"}, {22, "160 MHz (ULL)"}, {23, "160 MHz (ULU)"},
    {24, "160 MHz (UUL)"}, {25, "160 MHz (UUU)"},
};

// Takes the fields one by one. What lies outside of the header reads as 0 and fails the reader.
class Fields {
 public:
  Fields(Bytes header, std::uint32_t at) : header_(header), at_(at) {}

  bool good() const { return good_; }
  std::uint64_t take(std::uint32_t size) {
    at_ = (at_ + size - 1) / size * size;
    if (!good_ || !header_.has(at_, size)) {
      good_ = false;
      return 0;
    }
    const std::uint32_t at = at_;
    at_ += size;
    switch (size) {
      case 1:
        return header_.u8(at);
      case 2:
        return header_.le16(at);
      case 4:
        return header_.le32(at);
      default:
        return header_.le64(at);
    }
  }
  std::uint8_t byte() { return static_cast<std::uint8_t>(take(1)); }
  std::uint16_t half() { return static_cast<std::uint16_t>(take(2)); }
  std::uint32_t word() { return static_cast<std::uint32_t>(take(4)); }
  void skip(std::uint32_t size) {
    at_ += size;
    if (!header_.has(at_, 0)) good_ = false;
  }

 private:
  Bytes header_;
  std::uint32_t at_;
  bool good_ = true;
};

// Of a channel, what libtins has no name for.
enum Channel : std::uint32_t {
  kHalfRate = 0x4000,
  kQuarterRate = 0x8000,
  kThroughput20 = 0x10000,
  kThroughput40Above = 0x20000,
  kThroughput40Below = 0x40000,
};

void put_channel(Line& line, std::uint16_t megahertz, std::uint32_t flags, std::uint32_t present) {
  const auto has = [flags](std::uint32_t mask) { return (flags & mask) == mask; };
  line.print("{} MHz", megahertz);
  if ((present & bit(kModulation)) != 0) {
    line.put(" 11n");
  } else {
    if (has(RadioTap::GFSK | RadioTap::TWO_GZ)) line.put(" FHSS");
    const std::string_view divided = has(kHalfRate) ? "/10Mhz" : has(kQuarterRate) ? "/5Mhz" : "";
    if (has(RadioTap::OFDM | RadioTap::FIVE_GZ)) line.print(" 11a{}", divided);
    if (has(RadioTap::DYN_CCK_OFDM | RadioTap::TWO_GZ) || has(RadioTap::OFDM | RadioTap::TWO_GZ)) {
      line.print(" 11g{}", divided);
    } else if (has(RadioTap::CCK | RadioTap::TWO_GZ)) {
      line.put(" 11b");
    }
    if (has(RadioTap::TURBO)) line.put(" Turbo");
  }
  if (has(kThroughput20)) {
    line.put(" ht/20");
  } else if (has(kThroughput40Below)) {
    line.put(" ht/40-");
  } else if (has(kThroughput40Above)) {
    line.put(" ht/40+");
  }
  line.put(' ');
}

void put_modulation(Line& line, std::uint8_t known, std::uint8_t flags, std::uint8_t index) {
  const bool wide = (flags & 3) == 1;
  const bool short_guard = (flags & 4) != 0;
  if ((known & 2) != 0) {
    if ((known & 5) != 0) put_throughput_rate(line, index, wide, short_guard);
    line.print("MCS {} ", index);
  }
  if ((known & 1) != 0) line.print("{} ", name_of(kSidebands, flags & 3u));
  if ((known & 4) != 0) line.print("{} GI ", short_guard ? "short" : "long");
  if ((known & 8) != 0) line.put((flags & 8) != 0 ? "greenfield " : "mixed ");
  if ((known & 16) != 0) line.put((flags & 16) != 0 ? "LDPC FEC " : "BCC FEC ");
  if ((known & 32) != 0) line.print("RX-STBC{} ", flags >> 5 & 3);
}

void put_modulation(Line& line, Fields& fields) {
  const std::uint8_t known = fields.byte();
  const std::uint8_t flags = fields.byte();
  const std::uint8_t index = fields.byte();
  if (fields.good()) put_modulation(line, known, flags, index);
}

void put_very_high_throughput(Line& line, Fields& fields) {
  const std::uint16_t known = fields.half();
  const std::uint8_t flags = fields.byte();
  const std::uint8_t bandwidth = fields.byte();
  std::uint8_t users[4];
  for (auto& user : users) user = fields.byte();
  const std::uint8_t coding = fields.byte();
  fields.byte();  // group
  fields.half();  // partial association
  if (!fields.good()) return;
  for (unsigned i = 0; i < 4; ++i) {
    if ((users[i] & 15) == 0) continue;
    line.print("User {} MCS {} {} FEC ", i, users[i] >> 4, (coding >> i & 1) != 0 ? "LDPC" : "BCC");
  }
  if ((known & 0x40) != 0) {
    put_name(line, kBandwidths, bandwidth & 31u, "unknown ({})");
    line.put(' ');
  }
  if ((known & 4) != 0) line.print("{} GI ", (flags & 4) != 0 ? "short" : "long");
}

// A field of one number.
struct Plain {
  unsigned size;
  bool is_signed;
  bool negative;
  std::string_view before;
  std::string_view after;
};

std::optional<Plain> plain_field(unsigned number) {
  switch (number) {
    case kClock:
      return Plain{8, false, false, "", "us tsft "};
    case kSignalPower:
      return Plain{1, true, false, "", "dBm signal "};
    case kNoisePower:
      return Plain{1, true, false, "", "dBm noise "};
    case kLockQuality:
      return Plain{2, false, false, "", " sq "};
    case kAttenuation:
      return Plain{2, true, true, "", " tx power "};
    case kAttenuationDecibels:
      return Plain{1, true, true, "", "dB tx attenuation "};
    case kTransmitPower:
      return Plain{1, true, false, "", "dBm tx power "};
    case kAntenna:
      return Plain{1, false, false, "antenna ", " "};
    case kSignalDecibels:
      return Plain{1, false, false, "", "dB signal "};
    case kNoiseDecibels:
      return Plain{1, false, false, "", "dB noise "};
    default:
      return std::nullopt;
  }
}

void put_plain(Line& line, Fields& fields, const Plain& field) {
  const std::uint64_t value = fields.take(field.size);
  if (!fields.good()) return;
  line.put(field.before);
  if (field.is_signed) {
    const int number =
        field.size == 1 ? static_cast<std::int8_t>(value) : static_cast<std::int16_t>(value);
    line.print("{}", field.negative ? -number : number);
  } else {
    line.dec(value);
  }
  line.put(field.after);
}

// One field; false where its size is not known, so that nothing behind it can be read.
bool put_field(Line& line, Fields& fields, unsigned number, std::uint32_t present,
               std::uint8_t& flags) {
  if (const auto plain = plain_field(number)) {
    put_plain(line, fields, *plain);
    return true;
  }
  switch (number) {
    case kFlags:
      flags = fields.byte();
      put_bits(line, kFlagNames, flags, "", "");
      return true;
    case kRate: {
      const std::uint8_t rate = fields.byte();
      if (!fields.good()) return true;
      if (rate >= 0x80 && rate <= 0x8f) {
        line.print("MCS {} ", rate & 0x7f);
      } else {
        put_rate(line, rate);
        line.put(" Mb/s ");
      }
      return true;
    }
    case kChannel: {
      const std::uint16_t frequency = fields.half();
      const std::uint16_t kind = fields.half();
      const bool again = (present & bit(kExtendedChannel)) != 0;
      if (fields.good() && !again) put_channel(line, frequency, kind, present);
      return true;
    }
    case kHopping: {
      const std::uint8_t set = fields.byte();
      const std::uint8_t pattern = fields.byte();
      if (fields.good()) line.print("fhset {} fhpat {} ", set, pattern);
      return true;
    }
    case kReceiveFlags:
      fields.half();
      return true;
    case kExtendedChannel: {
      const std::uint32_t kind = fields.word();
      const std::uint16_t frequency = fields.half();
      fields.half();  // channel and its greatest power
      if (fields.good()) put_channel(line, frequency, kind, present);
      return true;
    }
    case kModulation:
      put_modulation(line, fields);
      return true;
    case kAggregate:
      fields.word();
      fields.word();
      return true;
    case kVeryHighThroughput:
      put_very_high_throughput(line, fields);
      return true;
    default:
      line.print("[bit {}] ", number);
      return false;
  }
}

// The fields of one word; false where no other word can be read.
bool put_word(Line& line, Fields& fields, std::uint32_t present, unsigned first,
              std::uint8_t& flags) {
  for (unsigned i = 0; i < kOwnFields; ++i) {
    if ((present & bit(i)) == 0) continue;
    if (!put_field(line, fields, first + i, present, flags)) return false;
    if (!fields.good()) {
      line.truncated();
      return false;
    }
  }
  return true;
}

// Returns the flags field, 0 where there is none.
std::uint8_t put_fields(Line& line, Bytes header, unsigned words) {
  Fields fields(header, 4 + 4 * words);
  std::uint8_t flags = 0;
  bool vendor = false;
  unsigned first = 0;
  std::uint32_t vendor_bytes = 0;
  for (unsigned i = 0; i < words; ++i) {
    const std::uint32_t present = header.le32(4 + 4 * i);
    if (vendor) {
      fields.skip(vendor_bytes);
    } else if (!put_word(line, fields, present, first, flags)) {
      break;
    }
    first += 32;
    const std::uint32_t change = present & (bit(kOwnFields) | bit(kVendorFields));
    if (change == 0) continue;
    first = 0;
    vendor = change == bit(kVendorFields);
    if (!vendor) continue;
    fields.half();  // with the next, its owner
    fields.byte();
    fields.byte();  // which of the owner's
    vendor_bytes = fields.half();
    if (!fields.good()) {
      line.truncated();
      break;
    }
  }
  return flags;
}

}  // namespace

void radiotap_link(Line& line, Bytes frame) {
  line.protocol = "802.11_radio";
  const std::uint32_t size = frame.captured() < kHeader ? 0 : frame.le16(2);
  if (size < kHeader || !holds(frame, size)) {
    line.truncated();
    line.link_bytes += frame.captured();
    return;
  }
  const Bytes header = frame.first(size);
  unsigned words = 1;
  while (header.has(4 * words, 8) && (header.le32(4 * words) & bit(kMoreBits)) != 0) ++words;
  if ((header.le32(4 * words) & bit(kMoreBits)) != 0) {
    line.truncated();
    line.link_bytes += frame.captured();
    return;
  }
  const std::uint8_t flags = put_fields(line, header, words);
  const WirelessTrailer trailer{(flags & RadioTap::PADDING) != 0,
                                (flags & RadioTap::FCS) != 0 ? 4u : 0u};
  const std::uint32_t inner = ieee80211(line, frame.from(size), trailer);
  if (!line.cut()) line.link_bytes += size + inner;
}

}  // namespace tapbond::text
