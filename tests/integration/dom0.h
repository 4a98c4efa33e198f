// A hypervisor in small: the namespace dom0 with a bridge, two guests and an outside world on its
// ports, and a sensor. Nobody speaks unasked: every host knows every other's MAC address for good.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/integration/lab.h"

namespace tapbond::lab {

struct Host {
  std::string name;
  int number;  // last part of its addresses

  std::string ipv4() const { return "10.8.0." + std::to_string(number); }
  std::string ipv6() const { return "fd08::" + std::to_string(number); }
  std::string mac() const { return "02:00:00:00:08:" + std::to_string(number); }
};

inline const Host kHypervisor{"dom0", 10};
inline const Host kGuest1{"guest1", 11};
inline const Host kGuest2{"guest2", 12};
inline const Host kOutside{"outside", 13};
inline const Host kSensor{"sensor", 14};

class Dom0 {
 public:
  Dom0();

  static constexpr const char* kBridge = "br0";
  static constexpr const char* kSensorPort = "vif-sensor";  // the others: vif-guest1, ...

  // The namespace of a host; its interface is eth0, br0 in dom0.
  const std::string& netns(const Host& host) const;
  std::string in(const Host& host, const std::string& shell_command) const;

  // One echo request every 2 ms; how many were answered without any complaint.
  int pings_answered(const Host& from, const std::string& to, int count) const;
  // `bytes` over TCP to port `port`, and as many datagrams of UDP to port 9, which refuses them.
  void transfer(const Host& from, const Host& to, const std::string& address, int port) const;

  std::uint64_t sent(const Host& host) const;  // frames, as its own interface counts
  std::uint64_t received(const Host& host) const;

  // Returns when nobody has sent anything for a while.
  void wait_for_silence() const;

 private:
  std::vector<std::unique_ptr<Namespace>> namespaces_;
};

}  // namespace tapbond::lab
