#include <ctime>

#include "decoders/application/application.h"
#include "decoders/core/address.h"
#include "decoders/core/escape.h"
#include "decoders/core/names.h"

namespace tapbond::text {
namespace {

// The Network Time Protocol (RFC 5905), and its control messages (RFC 9327).
constexpr std::uint32_t kTimeMessage = 48;
constexpr std::uint32_t kControlMessage = 12;
constexpr std::uint32_t kToUnixTime = 2208988800u;  // from 1900 to 1970
constexpr unsigned kControl = 6;
constexpr unsigned kReserved = 7;

constexpr Name kModes[] = {
    {0, "unspecified"}, {1, "symmetric active"}, {2, "symmetric passive"}, {3, "Client"},
    {4, "Server"},      {5, "Broadcast"},        {6, "Control Message"},   {7, "Reserved"},
};
constexpr Name kLeapIndicators[] = {
    {0, ""},
    {64, "+1s"},
    {128, "-1s"},
    {192, "clock unsynchronized"},
};

// Seconds and a 32-bit fraction of one.
struct Stamp {
  std::uint32_t seconds;
  std::uint32_t fraction;
};

Stamp stamp_at(Bytes data, std::uint32_t at) { return {data.u32(at), data.u32(at + 4)}; }

std::uint32_t nanoseconds(std::uint32_t fraction) {
  return static_cast<std::uint32_t>(fraction / 4294967296.0 * 1000000000.0);
}

void put_time(Line& line, Stamp stamp) {
  line.print("{}.{:09}", stamp.seconds, nanoseconds(stamp.fraction));
  if (stamp.seconds == 0) return;
  const std::time_t time = static_cast<std::time_t>(stamp.seconds) - std::time_t{kToUnixTime};
  std::tm broken{};
  char text[40];
  if (gmtime_r(&time, &broken) == nullptr) return;
  const std::size_t size = std::strftime(text, sizeof text, " (%Y-%m-%dT%H:%M:%SZ)", &broken);
  line.put(std::string_view(text, size));
}

void put_difference(Line& line, Stamp from, Stamp to) {
  if (from.seconds == 0 && from.fraction == 0) {
    put_time(line, to);
    return;
  }
  const std::uint64_t before = std::uint64_t{from.seconds} << 32 | from.fraction;
  const std::uint64_t after = std::uint64_t{to.seconds} << 32 | to.fraction;
  const std::uint64_t distance = after > before ? after - before : before - after;
  line.print("{}{}.{:09}", after > before ? '+' : '-', distance >> 32,
             nanoseconds(static_cast<std::uint32_t>(distance)));
}

void put_short_time(Line& line, Bytes data, std::uint32_t at) {
  line.print("{}.{:06}", data.u16(at),
             static_cast<std::uint32_t>(data.u16(at + 2) / 65536.0 * 1000000.0));
}

void put_poll(Line& line, int poll) {
  line.print(", poll {}", poll);
  if (poll <= -32 || poll >= 32) return;
  if (poll >= 0) {
    line.print(" ({}s)", 1u << poll);
  } else {
    line.print(" (1/{}s)", 1u << -poll);
  }
}

void put_stratum(Line& line, unsigned stratum) {
  std::string_view name = "reserved";
  if (stratum == 0) name = "unspecified";
  if (stratum == 1) name = "primary reference";
  if (stratum >= 2 && stratum <= 15) name = "secondary reference";
  line.print(", Stratum {} ({})", stratum, name);
}

// False where nothing follows it.
bool put_reference(Line& line, Bytes data, unsigned stratum) {
  constexpr std::uint32_t kAt = 12;
  if (data.raw(kAt, 4) == nullptr) return false;
  line.put(", Reference-ID: ");
  switch (stratum) {
    case 0:
      line.put("(unspec)");
      return true;
    case 1:
      put_text(line, data, kAt, 4);
      return true;
    case 62:
    case 63:
      put_ipv4(line, data, kAt);
      line.put(stratum == 62 ? " INFO_QUERY" : " INFO_REPLY");
      return false;
    default:
      line.print("0x{:08x}", data.u32(kAt));
      return true;
  }
}

void put_authentication(Line& line, Bytes data) {
  if (data.length() == kTimeMessage + 4) {
    line.print("\n\tKey id: {}", data.u32(kTimeMessage));
  } else if (data.length() == kTimeMessage + 20 || data.length() == kTimeMessage + 24) {
    line.print("\n\tKey id: {}\n\tAuthentication: ", data.u32(kTimeMessage));
    for (std::uint32_t at = kTimeMessage + 4; at < data.length(); at += 4) {
      line.print("{:08x}", data.u32(at));
    }
  } else if (data.length() > kTimeMessage) {
    line.print("\n\t({} more bytes after the header)", data.length() - kTimeMessage);
  }
}

void put_time_message(Line& line, Bytes data) {
  if (data.length() < kTimeMessage) {
    line.invalid();
    data.raw(0, data.length());
    return;
  }
  const unsigned stratum = data.u8(1);
  put_stratum(line, stratum);
  put_poll(line, static_cast<std::int8_t>(data.u8(2)));
  line.print(", precision {}", static_cast<std::int8_t>(data.u8(3)));
  data.raw(4, 4);
  line.put("\n\tRoot Delay: ");
  put_short_time(line, data, 4);
  data.raw(8, 4);
  line.put(", Root dispersion: ");
  put_short_time(line, data, 8);
  if (!put_reference(line, data, stratum)) return;
  static constexpr std::string_view kTitles[] = {
      "Reference Timestamp:  ", "Originator Timestamp: ", "Receive Timestamp:    ",
      "Transmit Timestamp:   "};
  Stamp stamps[4];
  for (std::uint32_t i = 0; i < 4; ++i) {
    stamps[i] = stamp_at(data, 16 + 8 * i);
    line.print("\n\t  {}", kTitles[i]);
    put_time(line, stamps[i]);
  }
  line.put("\n\t    Originator - Receive Timestamp:  ");
  put_difference(line, stamps[1], stamps[2]);
  line.put("\n\t    Originator - Transmit Timestamp: ");
  put_difference(line, stamps[1], stamps[3]);
  put_authentication(line, data);
}

void put_control_message(Line& line, Bytes data) {
  if (data.length() < kControlMessage) {
    line.invalid();
    data.raw(0, data.length());
    return;
  }
  const std::uint8_t control = data.u8(1);
  line.print(", {}, {}, {}, OpCode={}\n", (control & 0x80) != 0 ? "Response" : "Request",
             (control & 0x40) != 0 ? "Error" : "OK", (control & 0x20) != 0 ? "More" : "Last",
             control & 0x1f);
  line.print("\tSequence={}", data.u16(2));
  const std::uint16_t status = data.u16(4);
  line.print(", Status={}{:x}", status != 0 ? "0x" : "", status);
  line.print(", Assoc.={}", data.u16(6));
  line.print(", Offset={}", data.u16(8));
  const std::uint32_t count = data.u16(10);
  line.print(", Count={}", count);
  if (data.length() < kControlMessage + count) {
    line.invalid();
    data.raw(0, data.length());
    return;
  }
  if (count != 0 && data.raw(kControlMessage, count) != nullptr) {
    line.put("\n\tTO-BE-DONE: data not interpreted");
  }
}

}  // namespace

void ntp(Line& line, Bytes data) {
  line.protocol = "ntp";
  if (data.length() < 8) {
    line.put("NTP");
    line.invalid();
    data.raw(0, data.length());
    return;
  }
  const std::uint8_t status = data.u8(0);
  const unsigned mode = status & 7u;
  line.print("NTPv{}, ", status >> 3 & 7);
  put_name(line, kModes, mode, "Unknown mode");
  line.print(", length {}", data.length());
  if (line.verbosity() == 0) return;
  line.put("\n\tLeap indicator: ");
  line.put(name_of(kLeapIndicators, status & 0xc0u));
  line.print(" ({})", status & 0xc0);
  if (mode == kControl) {
    put_control_message(line, data);
  } else if (mode != kReserved) {
    put_time_message(line, data);
  }
}

}  // namespace tapbond::text
