// The protocols that a conversation was found to speak, under Zeek's names, in the order in which
// they were found.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tapbond::sessions {

enum class Service : std::uint8_t {
  kAyiya,
  kDceRpc,
  kDhcp,
  kDnp3Tcp,
  kDnp3Udp,
  kDns,
  kDtls,
  kFtp,
  kFtpData,
  kGeneve,
  kGridftp,
  kGridftpData,
  kGtp,
  kHttp,
  kImap,
  kIrc,
  kKerberosTcp,
  kKerberos,
  kLdapTcp,
  kLdapUdp,
  kModbus,
  kMqtt,
  kMysql,
  kNtp,
  kPop3,
  kPostgresql,
  kQuic,
  kRadius,
  kRdp,
  kRedis,
  kRfb,
  kSip,
  kSmb,
  kSmtp,
  kSnmp,
  kSocks,
  kSsh,
  kSsl,
  kSyslog,
  kTeredo,
  kVxlan,
  kWebsocket,
  kXmpp,
};

std::string_view service_name(Service service);

class Services {
 public:
  void add(Service service) {
    if (has(service) || count_ == found_.size()) return;
    found_[count_++] = service;
  }
  bool has(Service service) const {
    for (std::size_t i = 0; i < count_; ++i) {
      if (found_[i] == service) return true;
    }
    return false;
  }
  bool empty() const { return count_ == 0; }
  // With commas between.
  std::string text() const {
    std::string text;
    for (std::size_t i = 0; i < count_; ++i) {
      if (i > 0) text += ',';
      text += service_name(found_[i]);
    }
    return text;
  }

 private:
  std::array<Service, 6> found_{};
  std::uint8_t count_ = 0;
};

}  // namespace tapbond::sessions
