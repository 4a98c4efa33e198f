// The Xen host of scripts/lab/xen.sh, which all tests of this program share (machine.h): dom0, the
// privileged domain, with a bridge; guest1, guest2 and sensor on it. What a killed test left behind
// is removed by the next one.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/integration/process.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {

// How long anything may take there: without KVM, on a busy machine.
inline constexpr std::chrono::seconds kXenLimit = 400s;

class XenHost {
 public:
  // Why there can be none here; empty when there can.
  static std::string missing();
  // Starts it at the first call; throws std::runtime_error when that failed, at each call.
  static XenHost& instance();

  XenHost();
  ~XenHost();
  XenHost(const XenHost&) = delete;
  XenHost& operator=(const XenHost&) = delete;

  // In a domain, by sh.
  Result run(const std::string& domain, const std::string& line) const;
  // The same; throws std::runtime_error when the status is not 0. Output without the last line
  // break.
  std::string must_run(const std::string& domain, const std::string& line) const;
  std::uint64_t number(const std::string& domain, const std::string& line) const;

  // In the background, until it ends by itself or with its domain.
  void start(const std::string& domain, const std::string& name, const std::string& line) const;
  // A line after that has ended.
  std::string after_end(const std::string& domain, const std::string& name,
                        const std::string& line) const;

  // Creates a domain of this name from its configuration, which there is not now.
  void create(const std::string& domain) const;
  // Everybody knows the others' addresses, and sends and receives frames of the wire's size: what
  // is counted is what a test sends. guest1 and guest2 are in the network 10.9.0.0/24 as well.
  void make_quiet() const;

  // The sensor's end of its first vNIC, in dom0.
  std::string sensor_port() const;

 private:
  std::vector<std::string> script(const std::string& action,
                                  const std::vector<std::string>& words) const;

  std::string state_;
};

// tapbond on eth0 of the sensor.
class XenSensor {
 public:
  // Returns when it listens.
  XenSensor(const XenHost& host, std::string file, const std::string& options = "");
  // When what is on its way has come; fails the running test when the numbers do not add up.
  Summary stop();
  const std::string& said() const { return said_; }  // until it was stopped

  const std::string& file() const { return file_; }  // in the sensor
  // Frames in the file for which each filter expression holds.
  std::vector<std::uint64_t> captured(const std::vector<std::string>& filters) const;

 private:
  const XenHost& host_;
  std::string file_;
  std::string said_;
};

}  // namespace tapbond::lab
