// Reads the records of TLS and SSL in a stream, for the log ssl: a line when both ends have begun
// to encrypt, or when it is clear that they will not.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "sensor/sessions/protocols/protocols.h"
#include "sensor/sessions/protocols/tls_handshake.h"

namespace tapbond::sessions {
namespace {

using Octets = TlsHandshake::Octets;

enum ContentType : std::uint8_t {
  kOldHello = 1,
  kChangeCipherSpec = 20,
  kAlert = 21,
  kHandshake = 22,
  kApplicationData = 23,
  kHeartbeat = 24,
};

constexpr std::size_t kRecordHeader = 5;
constexpr std::size_t kMessageHeader = 4;
constexpr std::size_t kMostRecord = (1 << 14) + 2048;

// SSL 2.0's record, in which old clients wrap the hello of what came later.
bool is_old_hello(std::string_view text) {
  return text.size() >= 4 && (text[0] & 0x80) != 0 && text[2] == kOldHello && text[3] == 3;
}

Sign begins(std::string_view text) {
  constexpr std::size_t kNeeded = kRecordHeader + 1;
  if (is_old_hello(text)) return Sign::kYes;
  if (text[0] != kHandshake && (text[0] & 0x80) == 0) return Sign::kNo;
  if (text.size() < kNeeded) return Sign::kUndecided;
  const bool hello = text[5] == TlsHandshake::kClientHello || text[5] == TlsHandshake::kServerHello;
  return text[0] == kHandshake && text[1] == 3 && text[2] <= 4 && hello ? Sign::kYes : Sign::kNo;
}

class TlsReader final : public Application {
 public:
  TlsReader(const Conversation& conversation, const LogContext& context)
      : handshake_(conversation, context) {}

  bool read(Side from, Octets bytes, std::int64_t stamp) override;
  void finish() override { handshake_.log(); }
  std::size_t held() const override {
    return sizeof *this + halves_[0].message.size() + halves_[1].message.size();
  }

 private:
  struct Half {
    std::vector<std::uint8_t> record;   // its header
    std::vector<std::uint8_t> message;  // the beginning of one, over records
    std::size_t message_left = 0;       // that is not kept
    std::size_t left = 0;               // of a record
    std::uint8_t type = 0;              // of that
    bool begun = false;
    bool encrypted = false;
  };

  bool begin_record(Half& half);
  // False where the rest cannot be what it seemed.
  bool read_record(Side from, Octets part);
  void read_handshake(Side from, Octets part);
  Half& half_of(Side side) { return halves_[side == Side::kOriginator ? 0 : 1]; }

  TlsHandshake handshake_;
  std::array<Half, 2> halves_;
};

bool TlsReader::read(Side from, Octets bytes, std::int64_t stamp) {
  handshake_.begin(stamp);
  Half& half = half_of(from);
  while (!bytes.empty()) {
    if (half.record.size() < kRecordHeader) {
      half.record.push_back(bytes.front());
      bytes = bytes.subspan(1);
      if (half.record.size() == kRecordHeader && !begin_record(half)) return false;
    } else {
      const std::size_t size = std::min(half.left, bytes.size());
      half.left -= size;
      if (!read_record(from, bytes.first(size))) return false;
      bytes = bytes.subspan(size);
    }
    if (half.record.size() == kRecordHeader && half.left == 0) half.record.clear();
  }
  return true;
}

bool TlsReader::begin_record(Half& half) {
  const std::vector<std::uint8_t>& header = half.record;
  const bool first = !std::exchange(half.begun, true);
  if (first && is_old_hello({reinterpret_cast<const char*>(header.data()), header.size()})) {
    const std::size_t size = std::size_t{header[0] & 0x7fu} << 8 | header[1];
    constexpr std::size_t kRead = kRecordHeader - 2;
    half.type = kOldHello;
    half.left = size - std::min(size, kRead);
    return true;
  }
  half.type = header[0];
  half.left = std::size_t{header[3]} << 8 | header[4];
  const bool known = half.type >= kChangeCipherSpec && half.type <= kHeartbeat;
  if (known && header[1] == 3 && half.left <= kMostRecord) return true;
  handshake_.malformed();
  return false;
}

bool TlsReader::read_record(Side from, Octets part) {
  Half& half = half_of(from);
  if (half.type == kApplicationData && handshake_.chose_tls13()) half.encrypted = true;
  if (half.encrypted && half.type != kChangeCipherSpec) {
    if (!halves_[0].encrypted || !halves_[1].encrypted) return true;
    handshake_.establish();
    return false;
  }
  switch (half.type) {
    case kHandshake:
      read_handshake(from, part);
      return !handshake_.is_too_long();
    case kChangeCipherSpec:
      if (half.left > 0 || std::exchange(half.encrypted, true)) return true;
      handshake_.change_cipher(from);
      return true;
    case kAlert:
      if (half.left > 0) return true;
      handshake_.alert(from, part.back());
      return true;
    case kHeartbeat:
      if (half.left == 0) handshake_.heartbeat(from);
      return true;
    case kOldHello:
      if (half.left == 0) handshake_.take_old_hello(from);
      return true;
    default:
      return true;
  }
}

void TlsReader::read_handshake(Side from, Octets part) {
  Half& half = half_of(from);
  while (!part.empty()) {
    if (half.message_left == 0 && half.message.size() < kMessageHeader) {
      half.message.push_back(part.front());
      part = part.subspan(1);
      if (half.message.size() < kMessageHeader) continue;
      half.message_left =
          std::size_t{half.message[1]} << 16 | std::size_t{half.message[2]} << 8 | half.message[3];
    } else {
      const std::size_t size = std::min(half.message_left, part.size());
      const std::size_t kept = std::min(size, TlsHandshake::kMostMessage - half.message.size());
      half.message.insert(half.message.end(), part.begin(),
                          part.begin() + static_cast<std::ptrdiff_t>(kept));
      half.message_left -= size;
      part = part.subspan(size);
    }
    if (half.message_left > 0) continue;
    handshake_.take(from, half.message[0], Octets(half.message).subspan(kMessageHeader));
    half.message.clear();
  }
}

}  // namespace

const StreamProtocol kSsl{kSslSchema, begins, make_reader<TlsReader>};

}  // namespace tapbond::sessions
