// The Stream Control Transmission Protocol (RFC 9260).
#include "decoders/application/application.h"
#include "decoders/core/hexdump.h"
#include "decoders/core/ip_protocol.h"
#include "decoders/transport/transport.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 12;
constexpr std::uint32_t kChunkHeader = 4;

enum Chunk : std::uint8_t { kData = 0, kInit = 1, kInitAck = 2, kSack = 3 };

constexpr Name kChunks[] = {
    {0, "DATA"},           {1, "INIT"},         {2, "INIT ACK"},
    {3, "SACK"},           {4, "HB REQ"},       {5, "HB ACK"},
    {6, "ABORT"},          {7, "SHUTDOWN"},     {8, "SHUTDOWN ACK"},
    {9, "OP ERR"},         {10, "COOKIE ECHO"}, {11, "COOKIE ACK"},
    {12, "ECN ECHO"},      {13, "ECN CWR"},     {14, "SHUTDOWN COMPLETE"},
    {0xc0, "FOR CUM TSN"}, {0xc1, "REL CTRL"},
};

// The payload protocols that IANA had assigned.
constexpr Name kPayloads[] = {
    {1, "ISDN Q.921"}, {2, "M2UA"},       {3, "M3UA"},       {4, "SUA"},     {5, "M2PA"},
    {6, "V5.2"},       {7, "H.248"},      {8, "BICC"},       {9, "TALI"},    {10, "DUA"},
    {11, "ASAP"},      {12, "ENRP"},      {13, "H.323"},     {14, "Q.IPC"},  {15, "SIMCO"},
    {16, "DDPSC"},     {17, "DDPSSC"},    {18, "S1AP"},      {19, "RUA"},    {20, "HNBAP"},
    {21, "ForCES HP"}, {22, "ForCES MP"}, {23, "ForCES LP"}, {24, "SBc-AP"}, {25, "NBAP"},
    {27, "X2AP"},
};

// RFC 5811: a port per priority of the ForCES transport mapping.
constexpr Name kForcesPorts[] = {
    {6704, "[ForCES HP]"},
    {6705, "[ForCES MP]"},
    {6706, "[ForCES LP]"},
};
constexpr std::uint32_t kFirstForcesPayload = 21;
constexpr std::uint32_t kLastForcesPayload = 23;

bool bogus(Line& line, std::uint32_t size) {
  line.print("bogus chunk length {}]", size);
  return false;
}

bool put_data(Line& line, Bytes chunk, bool forces_port) {
  const unsigned flags = chunk.u8(1);
  const std::uint32_t size = chunk.length();
  if ((flags & 4) != 0) line.put("(U)");
  if ((flags & 2) != 0) line.put("(B)");
  if ((flags & 1) != 0) line.put("(E)");
  if ((flags & 7) != 0) line.put(' ');
  if (size < 16) return bogus(line, size);
  line.print("[TSN: {}] [SID: {}] [SSEQ {}] [PPID ", chunk.u32(4), chunk.u16(8), chunk.u16(10));
  const std::uint32_t payload_protocol = chunk.u32(12);
  put_name(line, kPayloads, payload_protocol, "0x{:x}");
  line.put("] ");
  if (size == 16) return bogus(line, size);
  const Bytes payload = chunk.from(16);
  if (forces_port ||
      (payload_protocol >= kFirstForcesPayload && payload_protocol <= kLastForcesPayload)) {
    forces(line, payload);
    return true;
  }
  if (line.verbosity() < 2) return true;
  line.put("[Payload");
  if (line.dump_payload) {
    line.put(':');
    put_unknown_payload(line, payload);
  }
  line.put(']');
  return true;
}

bool put_init(Line& line, Bytes chunk) {
  if (chunk.length() < 20) return bogus(line, chunk.length());
  line.print("[init tag: {}] [rwnd: {}] [OS: {}] [MIS: {}] [init TSN: {}] ", chunk.u32(4),
             chunk.u32(8), chunk.u16(12), chunk.u16(14), chunk.u32(16));
  return true;
}

bool put_sack(Line& line, Bytes chunk) {
  if (chunk.length() < 16) return bogus(line, chunk.length());
  const std::uint32_t acknowledged = chunk.u32(4);
  const std::uint32_t gaps = chunk.u16(12);
  const std::uint32_t duplicates = chunk.u16(14);
  line.print("[cum ack {}] [a_rwnd {}] [#gap acks {}] [#dup tsns {}] ", acknowledged, chunk.u32(8),
             gaps, duplicates);
  std::uint32_t at = 16;
  for (std::uint32_t i = 1; i <= gaps && at < chunk.length(); ++i, at += 4) {
    if (at + 4 > chunk.length()) return bogus(line, chunk.length());
    line.print("\n\t\t[gap ack block #{}: start = {}, end = {}] ", i, acknowledged + chunk.u16(at),
               acknowledged + chunk.u16(at + 2));
  }
  for (std::uint32_t i = 1; i <= duplicates && at < chunk.length(); ++i, at += 4) {
    if (at + 4 > chunk.length()) return bogus(line, chunk.length());
    line.print("\n\t\t[dup TSN #{}: {}] ", i, chunk.u32(at));
  }
  return true;
}

bool put_chunk(Line& line, Bytes chunk, bool forces_port) {
  const std::uint8_t type = chunk.u8(0);
  line.put('[');
  put_name(line, kChunks, type, "Unknown chunk type: 0x{:x}");
  line.put("] ");
  switch (type) {
    case kData:
      return put_data(line, chunk, forces_port);
    case kInit:
    case kInitAck:
      return put_init(line, chunk);
    case kSack:
      return put_sack(line, chunk);
    default:
      return true;
  }
}

void put_number(Line& line, unsigned number) {
  if (line.verbosity() >= 2) {
    line.print("\n\t{}) ", number);
  } else {
    line.print("{} ({}) ", number > 1 ? "," : "", number);
  }
}

void put_packet(Line& line, Bytes data, const IpContext& ip) {
  line.protocol = "sctp";
  if (data.length() < kHeader) {
    line.print("truncated-sctp - {} bytes missing!", kHeader - data.length());
    return;
  }
  const std::uint16_t source = data.u16(0);
  const std::uint16_t destination = data.u16(2);
  if (data.raw(0, kHeader) == nullptr) return;
  put_endpoints(line, ip, IpProtocol::PROTO_SCTP, source, destination);
  line.put("sctp");
  const Name* channel = find_name(kForcesPorts, source);
  if (channel == nullptr) channel = find_name(kForcesPorts, destination);
  if (channel != nullptr) line.put(channel->text);
  Bytes rest = data.from(kHeader);
  for (unsigned number = 1; rest.length() > 0; ++number) {
    if (rest.length() < kChunkHeader) {
      put_number(line, number);
      line.put("[chunk descriptor cut off at end of packet]");
      return;
    }
    const std::uint32_t size = rest.u16(2);
    if (line.cut()) return;
    if (size < kChunkHeader) {
      put_number(line, number);
      line.print("[Bad chunk length {}, < size of chunk descriptor]", size);
      return;
    }
    if (rest.raw(0, size) == nullptr) return;
    put_number(line, number);
    if (!put_chunk(line, rest.first(size), channel != nullptr)) return;
    const std::uint32_t padded = (size + 3) & ~3u;
    if (rest.raw(0, padded) == nullptr) return;
    rest = rest.from(padded);
  }
}

}  // namespace

void sctp(Line& line, Bytes data, const IpContext& ip) {
  put_packet(line, data, ip);
  line.settle_cut();
}

}  // namespace tapbond::text
