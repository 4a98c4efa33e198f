#include "sensor/sessions/service_finder.h"

#include <algorithm>
#include <cctype>
#include <iterator>

#include "sensor/sessions/ftp_data.h"
#include "sensor/sessions/message_signs.h"

namespace tapbond::sessions {
namespace {

struct Both {  // what each end began with
  std::string_view client;
  std::string_view server;
  std::uint16_t port;
};

bool begins(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
    if (text.size() < word.size()) return false;
    return std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) {
      return a == std::toupper(static_cast<unsigned char>(b));
    });
  });
}

// RFC 8446 and its predecessors: a record of the handshake that begins with this message.
bool is_tls(std::string_view text, unsigned message) {
  return u8(text, 0) == 22 && u8(text, 1) == 3 && u8(text, 2) <= 4 && text.size() > 5 &&
         u8(text, 5) == message;
}
constexpr unsigned kClientHello = 1;
constexpr unsigned kServerHello = 2;

bool is_http_request(std::string_view text) {
  const std::string_view line = first_line(text);
  const std::size_t method = line.find(' ');
  if (method == 0 || method == std::string_view::npos || method > 20) return false;
  const bool word =
      std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(method),
                  [](char c) { return (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; });
  return word && line.find(" HTTP/") != std::string_view::npos;
}

// RFC 6455: the request to go on with messages of another form, in the bytes of a request's head.
bool asks_for_websocket(std::string_view head) {
  constexpr std::string_view kField = "\nupgrade: websocket";
  const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  return std::search(head.begin(), head.end(), kField.begin(), kField.end(), same) != head.end();
}

bool is_http(const Both& both) {
  return is_http_request(both.client) || both.server.starts_with("HTTP/1.");
}

bool has_ssh_banner(std::string_view text) {  // RFC 4253; lines of text may come before it
  return text.starts_with("SSH-1.") || text.starts_with("SSH-2.") ||
         text.find("\nSSH-2.") != std::string_view::npos;
}

// A hello is one by itself, unless what answers it is something else.
bool is_tls_client(std::string_view text) { return is_tls(text, kClientHello) && u8(text, 9) == 3; }

bool is_tls_session(const Both& both) {
  const bool old_hello = (u8(both.client, 0) & 0x80) != 0 && u8(both.client, 2) == kClientHello;
  const bool answers = u8(both.server, 0) >= 20 && u8(both.server, 0) <= 24 &&
                       u8(both.server, 1) == 3 && u8(both.server, 2) <= 4;
  return is_tls(both.server, kServerHello) || (is_tls_client(both.client) && answers) ||
         (old_hello && (u8(both.server, 0) & 0x80) != 0 && u8(both.server, 2) == 4);
}

bool is_ftp(const Both& both) {
  return begins(both.server, {"220", "120"}) &&
         begins(both.client, {"USER ", "AUTH ", "FEAT", "PASS ", "OPTS ", "SYST", "PORT ", "PASV",
                              "EPRT ", "EPSV", "TYPE ", "CWD "});
}

bool is_smtp(const Both& both) {
  const bool greets = begins(both.client, {"EHLO", "HELO"});
  return greets && (both.server.starts_with("220") || both.server.empty());
}

bool is_smb(std::string_view text) {
  if (text.size() < 8 || u8(text, 0) != 0) return false;
  const std::string_view name = text.substr(4, 4);
  return name == "\xffSMB" || name == "\xfeSMB";
}

bool is_dce_rpc(std::string_view text) {
  return u8(text, 0) == 5 && u8(text, 1) <= 1 && (u8(text, 2) == 11 || u8(text, 2) == 12);
}

bool is_redis(const Both& both) {  // RESP; on its port a command may be a line of words, too
  constexpr std::uint16_t kPort = 6379;
  const std::string_view sign = both.port == kPort ? "\r\n" : "\r\n$";
  const bool asks = (both.port == kPort || u8(both.client, 0) == '*') &&
                    both.client.find(sign) != std::string_view::npos;
  return asks && !both.server.empty() &&
         std::string_view("+-:$*").find(both.server.front()) != std::string_view::npos;
}

bool is_modbus(const Both& both) {
  const auto message = [](std::string_view text) {
    return text.size() >= 8 && u16(text, 2) == 0 && u16(text, 4) >= 2 && u16(text, 4) <= 254;
  };
  return both.port == 502 && message(both.client) && message(both.server);
}

bool is_dnp3(const Both& both) {
  return u16(both.client, 0) == 0x0564 && u16(both.server, 0) == 0x0564;
}

bool is_mysql(const Both& both) {  // a handshake of version 10 or 9, and what answers it
  return both.server.size() > 5 && u8(both.server, 3) == 0 &&
         (u8(both.server, 4) == 10 || u8(both.server, 4) == 9) && u8(both.client, 3) == 1;
}

bool is_postgresql(const Both& both) {
  const unsigned code = u16(both.client, 4) << 16 | u16(both.client, 6);
  const bool starts = u16(both.client, 0) == 0 && (code == 0x30000 || code == 80877103);
  return starts && !both.server.empty() &&
         std::string_view("RESN").find(both.server.front()) != std::string_view::npos;
}

bool is_rdp(const Both& both) {  // TPKT, and a request for a connection
  return u16(both.client, 0) == 0x0300 && u8(both.client, 5) == 0xe0 &&
         u16(both.server, 0) == 0x0300 && u8(both.server, 5) == 0xd0;
}

bool is_dns(const Both& both) {
  if (both.port != 53) return false;
  const auto of = [](std::string_view text) {
    return text.size() > 2 && u16(text, 0) >= 12 && is_dns_message(text.substr(2));
  };
  return of(both.client) || of(both.server);
}

bool is_irc(const Both& both) {  // RFC 1459; on its ports what a client says is enough
  const bool known_port = both.port >= 6666 && both.port <= 6669;
  const bool registers = begins(both.client, {"NICK ", "USER ", "PASS ", "CAP "});
  const bool talks = begins(both.client, {"PRIVMSG ", "JOIN ", "MODE ", "PING ", "PONG "});
  return (known_port && (registers || talks)) ||
         (registers && (both.server.starts_with(":") || both.server.starts_with("NOTICE ")));
}

struct Sign {
  Service service;
  bool (*is)(const Both&);
};

constexpr Sign kSigns[] = {
    {Service::kHttp, is_http},
    {Service::kSsl, is_tls_session},
    {Service::kSsh,
     [](const Both& b) { return has_ssh_banner(b.client) || has_ssh_banner(b.server); }},
    {Service::kDns, is_dns},
    {Service::kSmtp, is_smtp},
    {Service::kFtp, is_ftp},
    {Service::kRedis, is_redis},
    {Service::kPop3,
     [](const Both& b) {
       return b.server.starts_with("+OK") &&
              begins(b.client, {"USER ", "CAPA", "AUTH", "APOP ", "STLS", "QUIT"});
     }},
    {Service::kImap,
     [](const Both& b) {
       return b.server.starts_with("* OK") && b.client.find(' ') != std::string_view::npos;
     }},
    {Service::kIrc, is_irc},
    {Service::kLdapTcp,
     [](const Both& b) {
       const bool known_port = b.port == 389 || b.port == 3268;
       return is_ldap(b.client, true) && (known_port || is_ldap(b.server, false));
     }},
    {Service::kKerberosTcp,
     [](const Both& b) {
       return b.client.size() > 6 && is_kerberos(b.client.substr(4)) && b.server.size() > 6 &&
              is_kerberos(b.server.substr(4));
     }},
    {Service::kSmb, [](const Both& b) { return is_smb(b.client) && is_smb(b.server); }},
    {Service::kDceRpc, [](const Both& b) { return is_dce_rpc(b.client) && is_dce_rpc(b.server); }},
    {Service::kModbus, is_modbus},
    {Service::kDnp3Tcp, is_dnp3},
    {Service::kMysql, is_mysql},
    {Service::kPostgresql, is_postgresql},
    {Service::kRdp, is_rdp},
    {Service::kSip,
     [](const Both& b) {
       return first_line(b.client).find(" SIP/2.0") != std::string_view::npos ||
              b.server.starts_with("SIP/2.0 ");
     }},
    {Service::kMqtt,
     [](const Both& b) {
       return u8(b.client, 0) == 0x10 && u8(b.server, 0) == 0x20 &&
              (b.client.find("MQTT") != std::string_view::npos ||
               b.client.find("MQIsdp") != std::string_view::npos);
     }},
    {Service::kRfb,
     [](const Both& b) {
       return b.server.starts_with("RFB 00") && b.client.starts_with("RFB 00");
     }},
    {Service::kSocks,
     [](const Both& b) {
       return (u8(b.client, 0) == 5 && u8(b.client, 1) > 0 &&
               b.client.size() == 2U + u8(b.client, 1) && u8(b.server, 0) == 5) ||
              (u8(b.client, 0) == 4 && u8(b.client, 1) <= 2 && u16(b.server, 0) == 0x005a);
     }},
    {Service::kXmpp,
     [](const Both& b) {
       return b.client.find("<stream:stream") != std::string_view::npos &&
              b.server.find("stream:stream") != std::string_view::npos;
     }},
};

bool goes_on_encrypted(Service service) {
  switch (service) {
    case Service::kFtp:
    case Service::kSmtp:
    case Service::kPop3:
    case Service::kImap:
    case Service::kXmpp:
    case Service::kLdapTcp:
    case Service::kPostgresql:
    case Service::kMysql:
    case Service::kRdp:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool StreamServices::read(Side from, std::span<const std::uint8_t> bytes, std::int64_t) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (found_) {
    look_for_more(from, text);
    return later_ < kMostLater;
  }
  std::string& begun = begun_[from == Side::kOriginator ? 0 : 1];
  if (begun.size() == kMost) return true;
  begun.append(text.substr(0, kMost - begun.size()));
  if (find()) {
    websocket_asked_ = service_ == Service::kHttp && asks_for_websocket(text);
    const bool more = goes_on_encrypted(service_) || tunnel_asked_ || websocket_asked_;
    if (service_ == Service::kFtp) look_for_more(from, text);
    return more;
  }
  return begun_[0].size() < kMost || begun_[1].size() < kMost;
}

bool StreamServices::find() {
  const Both both{begun_[0], begun_[1], conversation_.responder.port};
  const auto sign = std::find_if(std::begin(kSigns), std::end(kSigns),
                                 [&](const Sign& each) { return each.is(both); });
  if (sign == std::end(kSigns)) return false;
  service_ = sign->service;
  found_ = true;
  tunnel_asked_ = service_ == Service::kHttp && both.client.starts_with("CONNECT ");
  conversation_.services.add(service_);
  return true;
}

void StreamServices::finish() {
  const bool unanswered = !found_ && begun_[1].empty();
  if (unanswered && is_tls_client(begun_[0])) conversation_.services.add(Service::kSsl);
}

void StreamServices::look_for_more(Side from, std::string_view text) {
  later_ += text.size();
  if (tunnel_asked_) {
    // Behind the answer it is as though a conversation began.
    if (from == Side::kResponder && text.starts_with("HTTP/")) begin_anew();
    return;
  }
  if (websocket_asked_) {
    look_for_websocket(from, text);
    return;
  }
  if (from == Side::kResponder && is_tls(text, kServerHello)) {
    conversation_.services.add(Service::kSsl);
    later_ = kMostLater;
  }
  if (service_ != Service::kFtp) return;
  Endpoint data;
  const Endpoint& sender =
      from == Side::kOriginator ? conversation_.originator : conversation_.responder;
  if (read_ftp_data(text, from == Side::kResponder, sender.address, data)) announce_(data);
}

// The first message behind the answer shows that both have gone over to it.
void StreamServices::look_for_websocket(Side from, std::string_view text) {
  if (from == Side::kResponder && !switched_) {
    switched_ = text.starts_with("HTTP/1.1 101");
    const std::size_t head = text.find("\r\n\r\n");
    text = head == std::string_view::npos ? "" : text.substr(head + 4);
    if (!switched_) later_ = kMostLater;
  }
  if (!switched_ || text.empty()) return;
  conversation_.services.add(Service::kWebsocket);
  later_ = kMostLater;
}

void StreamServices::begin_anew() {
  for (std::string& begun : begun_) begun.clear();
  found_ = tunnel_asked_ = false;
}

}  // namespace tapbond::sessions
