// Networks of real kernels for the tests: network namespaces joined by veth pairs, named after the
// test's process, and gone when their object is, however the test ended. What a killed test left
// behind is removed by the next one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/integration/process.h"

namespace tapbond::lab {

// A directory for the test's files, removed with everything in it.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string path(const std::string& name) const { return directory_ / name; }

 private:
  std::filesystem::path directory_;
};

// First part of the names of a test's namespaces, different at every call.
std::string unique_name();

class Namespace {
 public:
  explicit Namespace(std::string name);  // without IPv6, so that nothing in it speaks unasked
  ~Namespace();
  Namespace(const Namespace&) = delete;
  Namespace& operator=(const Namespace&) = delete;

  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

// A sender with interfaces tx1 ... txN, wired to the legs eth1 ... ethN of a sensor.
class Lab {
 public:
  explicit Lab(int legs);

  const std::string& sender() const { return sender_.name(); }
  const std::string& sensor() const { return sensor_.name(); }
  std::vector<std::string> legs() const;  // eth1 ... ethN

  void add_leg(int number);
  void delete_leg(int number);
  void set_leg(int number, const std::string& state) const;  // "up" or "down"
  void set_mtu(int number, int bytes) const;                 // of both ends

  // Sends numbered frames on all interfaces, or on those given, to the end; frames per interface.
  std::map<std::string, std::uint64_t> send(const std::vector<std::string>& options,
                                            const std::vector<int>& interfaces = {}) const;
  std::vector<std::string> send_command(const std::vector<std::string>& options,
                                        const std::vector<int>& interfaces = {}) const;

  // A counter of a leg, as the kernel names it: rx_packets, tx_packets, ...
  std::uint64_t leg_counter(const std::string& leg, const std::string& counter) const;

 private:
  void wait_for_link(const std::string& leg) const;

  int leg_count_;
  Namespace sender_;
  Namespace sensor_;
};

// The classroom of scripts/classroom.sh with one team: the attack host is the client and its target
// the server of whatever is said over the tapped wire, whose outputs are eth1 and eth2 of the
// sensor.
class Classroom {
 public:
  Classroom();
  ~Classroom();
  Classroom(const Classroom&) = delete;
  Classroom& operator=(const Classroom&) = delete;

  std::string client() const { return prefix_ + "1-attack"; }
  std::string server() const { return prefix_ + "1-target"; }
  std::string sensor() const { return prefix_ + "1-sensor"; }

  static constexpr const char* kServerAddress = "10.0.1.2";

 private:
  std::string prefix_;
};

// A counter of an interface, as the kernel names it: rx_packets, tx_packets, ...
std::uint64_t counter(const std::string& netns, const std::string& interface,
                      const std::string& name);

}  // namespace tapbond::lab
