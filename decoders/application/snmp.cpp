// The Simple Network Management Protocol, versions 1, 2c and 3 (RFC 1157, RFC 3416, RFC 3412).
#include "decoders/application/application.h"
#include "decoders/application/ber.h"

namespace tapbond::text {
namespace {

using Kind = BerElement::Kind;

enum Message : std::uint32_t {
  kGet,
  kGetNext,
  kResponse,
  kSet,
  kTrap,
  kGetBulk,
  kInform,
  kTrap2,
  kReport,
};

constexpr std::int32_t kEnterpriseSpecific = 6;

constexpr std::string_view kErrors[] = {"noError",
                                        "tooBig",
                                        "noSuchName",
                                        "badValue",
                                        "readOnly",
                                        "genErr",
                                        "noAccess",
                                        "wrongType",
                                        "wrongLength",
                                        "wrongEncoding",
                                        "wrongValue",
                                        "noCreation",
                                        "inconsistentValue",
                                        "resourceUnavailable",
                                        "commitFailed",
                                        "undoFailed",
                                        "authorizationError",
                                        "notWritable",
                                        "inconsistentName"};
constexpr std::string_view kTraps[] = {
    "coldStart",       "warmStart",         "linkDown", "linkUp", "authenticationFailure",
    "egpNeighborLoss", "enterpriseSpecific"};

// The next element where it is of the kind; printed as it is, after `complaint`, where not.
std::optional<BerElement> take(Line& line, Bytes& data, Kind kind, std::string_view complaint) {
  auto element = take_ber(line, data);
  if (!element) return std::nullopt;
  if (element->kind == kind) return element;
  line.put(complaint);
  put_ber(line, *element);
  return std::nullopt;
}

bool asks(std::uint32_t message) {
  return message == kGet || message == kGetNext || message == kGetBulk;
}

void put_bindings(Line& line, Bytes data, std::uint32_t message) {
  auto list = take(line, data, Kind::kSequence, "[!SEQ of varbind]");
  if (!list) return;
  if (data.length() > 0) line.print("[{} extra after SEQ of varbind]", data.length());
  Bytes rest = list->content;
  while (rest.length() > 0) {
    line.put(' ');
    auto binding = take(line, rest, Kind::kSequence, "[!varbind]");
    if (!binding) return;
    Bytes inside = binding->content;
    auto name = take(line, inside, Kind::kObjectId, "[objName!=OID]");
    if (!name) return;
    put_ber(line, *name);
    if (!asks(message)) line.put('=');
    auto value = take_ber(line, inside);
    if (!value) return;
    if (value->kind == Kind::kNull) continue;
    if (asks(message)) line.put("[objVal!=NULL]");
    put_ber(line, *value);
  }
}

void put_error(Line& line, std::int32_t error) {
  if (error >= 0 && static_cast<std::size_t>(error) < std::size(kErrors)) {
    line.put(kErrors[error]);
  } else {
    line.print("err={}", error);
  }
}

bool must_be_clean(std::uint32_t message) {
  return message == kGet || message == kGetNext || message == kSet || message == kInform ||
         message == kTrap2 || message == kReport;
}

void put_request(Line& line, Bytes data, std::uint32_t message) {
  auto id = take(line, data, Kind::kInteger, "[reqId!=INT]");
  if (!id) return;
  if (line.verbosity() > 0) line.print("R={} ", id->integer);
  auto status = take(line, data, Kind::kInteger, "[errorStatus!=INT]");
  if (!status) return;
  std::int32_t error = 0;
  if (must_be_clean(message) && status->integer != 0) {
    line.put("[errorStatus(");
    put_error(line, status->integer);
    line.put(")!=0]");
  } else if (message == kGetBulk) {
    line.print(" N={}", status->integer);
  } else if (status->integer != 0) {
    line.put(' ');
    put_error(line, status->integer);
    error = status->integer;
  }
  auto index = take(line, data, Kind::kInteger, "[errorIndex!=INT]");
  if (!index) return;
  if (must_be_clean(message) && index->integer != 0) {
    line.print("[errorIndex({})!=0]", index->integer);
  } else if (message == kGetBulk) {
    line.print(" M={}", index->integer);
  } else if (index->integer != 0) {
    if (error == 0) {
      line.print("[errorIndex({}) w/o errorStatus]", index->integer);
    } else {
      line.print("@{}", index->integer);
    }
  } else if (error != 0) {
    line.put("[errorIndex==0]");
  }
  put_bindings(line, data, message);
}

void put_trap(Line& line, Bytes data) {
  line.put(' ');
  auto enterprise = take(line, data, Kind::kObjectId, "[enterprise!=OID]");
  if (!enterprise) return;
  put_ber(line, *enterprise);
  line.put(' ');
  auto agent = take(line, data, Kind::kAddress, "[agent-addr!=INETADDR]");
  if (!agent) return;
  put_ber(line, *agent);
  auto generic = take(line, data, Kind::kInteger, "[generic-trap!=INT]");
  if (!generic) return;
  const std::int32_t trap = generic->integer;
  line.put(' ');
  if (trap >= 0 && static_cast<std::size_t>(trap) < std::size(kTraps)) {
    line.put(kTraps[trap]);
  } else {
    line.print("GT{}", trap);
  }
  auto specific = take(line, data, Kind::kInteger, "[specific-trap!=INT]");
  if (!specific) return;
  if (trap == kEnterpriseSpecific) {
    line.print(" s={}", specific->integer);
  } else if (specific->integer != 0) {
    line.print("[specific-trap({})!=0]", specific->integer);
  }
  line.put(' ');
  auto time = take(line, data, Kind::kUnsigned, "[time-stamp!=TIMETICKS]");
  if (!time) return;
  put_ber(line, *time);
  put_bindings(line, data, kTrap);
}

void put_message(Line& line, Bytes data, std::int32_t version) {
  auto message = take_ber(line, data);
  if (!message) return;
  if (message->kind != Kind::kMessage) {
    line.put("[no PDU]");
    return;
  }
  if (data.length() > 0) line.print("[{} extra after PDU]", data.length());
  if (line.verbosity() > 0) line.put("{ ");
  put_ber(line, *message);
  line.put(' ');
  if (version == 0 && message->id >= kGetBulk) {
    line.put("[v2 PDU in v1 message]");
    return;
  }
  if (version == 1 && message->id == kTrap) {
    line.put("[v1 PDU in v2 message]");
    return;
  }
  if (message->id == kTrap) {
    put_trap(line, message->content);
  } else {
    put_request(line, message->content, message->id);
  }
  if (line.verbosity() > 0) line.put(" } ");
}

void put_community(Line& line, Bytes data, std::int32_t version) {
  auto community = take(line, data, Kind::kString, "[comm!=STR]");
  if (!community) return;
  if (community->content.seen(0, community->content.length()) != "public") {
    line.put("C=");
    put_ber_string(line, *community);
    line.put(' ');
  }
  put_message(line, data, version);
}

void put_user_security(Line& line, Bytes data) {
  auto sequence = take(line, data, Kind::kSequence, "[!usm]");
  if (!sequence) return;
  Bytes inside = sequence->content;
  if (!take(line, inside, Kind::kString, "[msgAuthoritativeEngineID!=STR]")) return;
  auto boots = take(line, inside, Kind::kInteger, "[msgAuthoritativeEngineBoots!=INT]");
  if (!boots) return;
  if (line.verbosity() > 0) line.print("B={} ", boots->integer);
  auto time = take(line, inside, Kind::kInteger, "[msgAuthoritativeEngineTime!=INT]");
  if (!time) return;
  if (line.verbosity() > 0) line.print("T={} ", time->integer);
  auto user = take(line, inside, Kind::kString, "[msgUserName!=STR]");
  if (!user) return;
  line.put("U=");
  put_ber_string(line, *user);
  line.put(' ');
  if (!take(line, inside, Kind::kString, "[msgAuthenticationParameters!=STR]")) return;
  const std::uint32_t before = inside.length();
  if (!take(line, inside, Kind::kString, "[msgPrivacyParameters!=STR]")) return;
  const std::uint32_t last = before - inside.length();
  if (last < inside.length()) line.print("[{} extra after usm SEQ]", inside.length() - last);
}

void put_scoped(Line& line, Bytes data) {
  auto scope = take(line, data, Kind::kSequence, "[!scoped PDU]");
  if (!scope) return;
  Bytes inside = scope->content;
  auto engine = take(line, inside, Kind::kString, "[contextEngineID!=STR]");
  if (!engine) return;
  line.put("E=");
  put_ber_octets(line, *engine);
  line.put(' ');
  auto name = take(line, inside, Kind::kString, "[contextName!=STR]");
  if (!name) return;
  line.put("C=");
  put_ber_string(line, *name);
  line.put(' ');
  put_message(line, inside, 3);
}

// False where nothing more can be told of the message.
bool put_version3_header(Line& line, Bytes header) {
  if (line.verbosity() > 0) line.put("{ ");
  if (!take(line, header, Kind::kInteger, "[msgID!=INT]")) return false;
  if (!take(line, header, Kind::kInteger, "[msgMaxSize!=INT]")) return false;
  auto field = take(line, header, Kind::kString, "[msgFlags!=STR]");
  if (!field) return false;
  if (field->content.length() != 1) {
    line.print("[msgFlags size {}]", field->content.length());
    return false;
  }
  const std::uint8_t flags = field->content.u8(0);
  if (flags > 7 || flags == 2 || flags == 6) {
    line.print("[msgFlags=0x{:02X}]", flags);
    return false;
  }
  line.print("F={}{}{} ", (flags & 1) != 0 ? "a" : "", (flags & 2) != 0 ? "p" : "",
             (flags & 4) != 0 ? "r" : "");
  const std::uint32_t before = header.length();
  auto model = take(line, header, Kind::kInteger, "[msgSecurityModel!=INT]");
  if (!model) return false;
  const std::uint32_t last = before - header.length();
  if (last < header.length()) {
    line.print("[{} extra after message SEQ]", header.length() - last);
  }
  if (line.verbosity() > 0) line.put("} ");
  if (model->integer != 3) {
    line.print("[security model {}]", model->integer);
    return false;
  }
  return true;
}

void put_version3(Line& line, Bytes data) {
  auto header = take(line, data, Kind::kSequence, "[!message]");
  if (!header || !put_version3_header(line, header->content)) return;
  if (line.verbosity() > 0) line.put("{ USM ");
  auto security = take(line, data, Kind::kString, "[msgSecurityParameters!=STR]");
  if (!security) return;
  put_user_security(line, security->content);
  if (line.verbosity() > 0) line.put("} { ScopedPDU ");
  put_scoped(line, data);
  if (line.verbosity() > 0) line.put("} ");
}

void put_snmp(Line& line, Bytes data) {
  auto sequence = take(line, data, Kind::kSequence, "[!init SEQ]");
  if (!sequence) return;
  if (data.length() > 0) line.print("[{} extra after iSEQ]", data.length());
  Bytes inside = sequence->content;
  auto version = take(line, inside, Kind::kInteger, "[version!=INT]");
  if (!version) return;
  static constexpr std::string_view kVersions[] = {"SNMPv1", "SNMPv2c", "SNMPv2u", "SNMPv3"};
  const std::int32_t number = version->integer;
  if (number != 0 && number != 1 && number != 3) {
    line.print("SNMP [version = {}]", number);
    return;
  }
  if (line.verbosity() > 0) line.print("{{ {} ", kVersions[number]);
  if (number == 3) {
    put_version3(line, inside);
  } else {
    put_community(line, inside, number);
  }
  if (line.verbosity() > 0) line.put("} ");
}

}  // namespace

void snmp(Line& line, Bytes data) {
  line.protocol = "snmp";
  line.put(' ');
  if (data.raw(0, 2) == nullptr) return;
  put_snmp(line, data);
  if (!line.cut()) return;
  line.forget_cut();
  line.truncated();
}

}  // namespace tapbond::text
