// Rx, the remote procedure calls of AFS: the header of each packet, acknowledgements, and what the
// services are asked and answer. A reply is read by the call that it answers.
#include "decoders/application/rx.h"

#include "decoders/application/application.h"
#include "decoders/core/session.h"
#include "decoders/transport/transport.h"

namespace tapbond::text {
namespace {

constexpr std::uint32_t kHeader = 28;
constexpr std::uint32_t kAcknowledgement = 18;
constexpr std::uint32_t kPadding = 3;  // between the acknowledged packets and the sizes

enum Type : std::uint8_t { kData = 1, kAck = 2, kAbort = 4 };
constexpr std::uint8_t kFromClient = 1;

constexpr Name kTypes[] = {
    {1, "data"},      {2, "ack"},      {3, "busy"},  {4, "abort"},  {5, "ackall"},
    {6, "challenge"}, {7, "response"}, {8, "debug"}, {9, "params"}, {13, "version"},
};
struct Flag {
  std::uint8_t bit;
  std::uint8_t type;  // of the packets that have it; 0 for all
  std::string_view name;
};
constexpr Flag kFlags[] = {
    {1, 0, "client-init"}, {2, 0, "req-ack"},        {4, 0, "last-pckt"},      {8, 0, "more-pckts"},
    {16, 0, "free-pckt"},  {32, kAck, "slow-start"}, {32, kData, "jumbogram"},
};
constexpr Name kReasons[] = {
    {1, "ack requested"},
    {2, "duplicate packet"},
    {3, "out of sequence"},
    {4, "exceeds window"},
    {5, "no buffer space"},
    {6, "ping"},
    {7, "ping response"},
    {8, "delay"},
    {9, "idle"},
};
constexpr Name kFileErrors[] = {
    {101, "salvage volume"},
    {102, "no such vnode"},
    {103, "no such volume"},
    {104, "volume exist"},
    {105, "no service"},
    {106, "volume offline"},
    {107, "voline online"},
    {108, "diskfull"},
    {109, "diskquota exceeded"},
    {110, "volume busy"},
    {111, "volume moved"},
    {112, "AFS IO error"},
    {static_cast<std::uint32_t>(-100), "restarting fileserver"},
};
constexpr std::uint16_t kFileService = 7000;
constexpr std::uint32_t kVote = 10000;

void put_header(Line& line, Bytes data) {
  const std::uint8_t type = data.u8(20);
  const std::uint8_t flags = data.u8(21);
  line.put(" rx ");
  put_name(line, kTypes, type, "type {}");
  if (line.verbosity() == 0) return;
  if (line.verbosity() > 1) line.print(" cid {:08x} call# {}", data.u32(4), data.u32(8));
  line.print(" seq {} ser {}", data.u32(12), data.u32(16));
  if (line.verbosity() > 2) {
    line.print(" secindex {} serviceid {}", data.u8(23), data.u16(26));
  }
  if (line.verbosity() < 2) return;
  char separator = ' ';
  for (const Flag& flag : kFlags) {
    if ((flags & flag.bit) == 0 || (flag.type != 0 && flag.type != type)) continue;
    line.print("{}<{}>", separator, flag.name);
    separator = ',';
  }
}

// The packets of one kind in the list, neighbours as a range.
void put_ranges(Line& line, Bytes list, std::uint32_t count, bool acknowledged,
                std::uint32_t first) {
  bool any = false;
  for (std::uint32_t i = 0; i < count;) {
    if ((list.u8(i) == 1) != acknowledged || list.u8(i) > 1) {
      ++i;
      continue;
    }
    std::uint32_t end = i;
    while (end + 1 < count && list.u8(end + 1) == list.u8(i)) ++end;
    line.put(any ? "," : acknowledged ? " acked " : " nacked ");
    line.dec(static_cast<std::uint32_t>(first + i));
    if (end > i) {
      line.put('-');
      line.dec(static_cast<std::uint32_t>(first + end));
    }
    any = true;
    i = end + 1;
  }
}

void put_acknowledgement(Line& line, Bytes data) {
  if (data.length() < kHeader) return;
  data = data.from(kHeader);
  if (!data.has(0, kAcknowledgement)) return line.put(" [|ack]");
  if (line.verbosity() > 2) line.print(" bufspace {} maxskew {}", data.u16(0), data.u16(2));
  const std::uint32_t first = data.u32(4);
  line.print(" first {} serial {} reason ", first, data.u32(12));
  put_name(line, kReasons, data.u8(16), "#{}");
  const std::uint32_t count = data.u8(17);
  data = data.from(kAcknowledgement);
  if (count > 0) {
    if (!data.has(0, count)) return line.put(" [|ack]");
    put_ranges(line, data, count, true, first);
    put_ranges(line, data, count, false, first);
  }
  if (line.verbosity() < 2) return;
  Reader sizes(data.from(count + kPadding));
  for (const std::string_view name : {"ifmtu", "maxmtu", "rwind", "maxpackets"}) {
    if (sizes.rest().captured() < 4) return;
    line.print(" {} {}", name, sizes.u32());
  }
}

void put_operation(Line& line, const RxService& service, std::string_view what,
                   std::uint32_t operation) {
  line.print(" {} ", what);
  put_name(line, service.operations, operation, "op#{}");
}

void put_fields(Line& line, const RxService& service, RxLayouts layouts, std::uint32_t operation,
                Bytes data) {
  Reader from(data);
  if (put_rx_fields(line, from, rx_fields(layouts, operation), service.longest)) return;
  line.print(" [|{}]", service.name);
}

void put_call(Line& line, const RxService& service, Bytes data) {
  if (data.length() <= kHeader) return;
  const std::uint32_t operation = data.u32(kHeader);
  line.print(" {}", service.name);
  const bool ubik = service.replicated && is_ubik(operation);
  if (ubik) line.put(" ubik");
  const RxService& asked = ubik ? kUbik : service;
  put_operation(line, asked, "call", operation);
  put_fields(line, asked, asked.calls, operation, data.from(kHeader + 4));
}

void put_failure(Line& line, const RxService& service, std::uint8_t type, std::uint32_t operation,
                 Bytes data) {
  Reader from(data);
  if (service.port == kFileService) {
    if (type != kAbort) return line.print(" strange fs reply of type {}", type);
    const std::uint32_t code = from.u32();
    line.put(" error ");
    if (const Name* name = find_name(kFileErrors, code)) return line.put(name->text);
    return line.print("#{}", static_cast<std::int32_t>(code));
  }
  const bool vote = &service == &kUbik && operation == kVote;
  put_rx_fields(line, from, vote ? " vote yes until%d" : " errcode%i", 0);
}

void put_reply(Line& line, const RxService& service, std::uint32_t operation, Bytes data) {
  const bool may_be_empty = service.replicated && !service.replies.empty();
  if (data.length() < kHeader || (!may_be_empty && data.length() == kHeader)) return;
  const std::uint8_t type = data.u8(20);
  line.print(" {}", service.name);
  const bool ubik = service.replicated && is_ubik(operation);
  if (ubik) line.put(" ubik");
  const RxService& asked = ubik ? kUbik : service;
  put_operation(line, asked, "reply", operation);
  if (type == kData) {
    put_fields(line, asked, asked.replies, operation, data.from(kHeader));
  } else {
    put_failure(line, asked, type, operation, data.from(kHeader));
  }
}

RxCall call_of(Bytes data, const IpContext& ip, std::uint16_t server_port, bool reply) {
  const std::uint32_t source = ip.header.u32(12);
  const std::uint32_t destination = ip.header.u32(16);
  return {data.u32(8), reply ? destination : source, reply ? source : destination, server_port,
          data.u16(26)};
}

void put_contents(Line& line, const Datagram& datagram) {
  const Bytes data = datagram.data;
  const std::uint8_t type = data.u8(20);
  const bool first = type == kData && data.u32(12) == 1;
  const bool from_client = (data.u8(21) & kFromClient) != 0;
  if (first && from_client) {
    if (data.has(kHeader, 4)) {
      line.session.remember_request(
          {call_of(data, datagram.ip, datagram.destination, false), data.u32(kHeader)});
    }
    if (const RxService* service = rx_service(datagram.destination)) {
      put_call(line, *service, data);
    }
  } else if ((first || type == kAbort) && !from_client) {
    const RxRequest* request =
        line.session.find_request(call_of(data, datagram.ip, datagram.source, true));
    const RxService* service = rx_service(datagram.source);
    if (request != nullptr && service != nullptr) {
      put_reply(line, *service, request->operation, data);
    }
  } else if (type == kAck) {
    put_acknowledgement(line, data);
  }
}

}  // namespace

void rx(Line& line, const Datagram& datagram) {
  line.protocol = "rx";
  const Bytes data = datagram.data;
  if (data.has(0, kHeader)) {
    put_header(line, data);
    put_contents(line, datagram);
  } else {
    line.put(" [|rx]");
  }
  line.print(" ({})", data.length());
}

}  // namespace tapbond::text
