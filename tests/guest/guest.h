// A virtual machine of scripts/lab/guest.sh with every kind of vNIC, which all tests of this
// program share (machine.h). What a killed test left behind is removed by the next one.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/integration/lab.h"
#include "tests/integration/process.h"
#include "tests/integration/sensor_run.h"

namespace tapbond::lab {

struct Kind {
  std::string vnic;    // as guest.sh --nic names it
  std::string device;  // as QEMU does
  std::string driver;  // as the guest's kernel does
};

// Of each kind there are two vNICs: leg1 and leg2 are of the first, leg3 and leg4 of the second,
// ...
const std::vector<Kind>& kinds();
std::string first_leg(std::size_t kind);
std::string second_leg(std::size_t kind);
std::vector<std::string> all_legs();

// How long anything may take in a guest that is emulated on a busy machine.
inline constexpr std::chrono::seconds kGuestLimit = 300s;

class Guest {
 public:
  // Why there can be none here; empty when there can.
  static std::string missing();
  // Starts it at the first call; throws std::runtime_error when that failed, at each call.
  static Guest& instance();
  // The Debian package of this build, which every guest has: packed at the first call.
  static const std::string& package();

  Guest();  // with vNICs of every kind
  // With options of guest.sh; `prefix` begins the names of the classroom's namespaces.
  Guest(const std::string& vnics, const std::vector<std::string>& options,
        const std::string& prefix);
  ~Guest();
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  // In the guest, by its shell.
  std::vector<std::string> command(const std::string& line) const;
  Result run(const std::string& line, int stdin_fd = -1) const;
  std::string must_run(const std::string& line) const;  // throws when the status is not 0
  bool fulfils(const std::string& line) const;          // by and by, within kGuestLimit

  void fetch(const std::string& file, const std::string& to) const;
  void monitor(const std::string& line) const;  // of QEMU, which has nothing to say to it
  // True when QEMU has let go of the device, too. Until then it asks the guest again to give it up
  // with every change of another one, and the guest may do so when something else is in its place.
  bool unplug(const std::string& device) const;

  // Up, promiscuous and silent, as the package's legs.sh makes them, which takes an emulated guest
  // seconds for each: once in a start. What changes them puts that back.
  void prepare(const std::vector<std::string>& legs);

  // The legs that the package prepares, in its configuration.
  void configure(const std::vector<std::string>& legs) const;

  std::string boot_id() const;
  // Until it answers.
  void wait() const;
  // Until the guest has started anew since it had this boot_id.
  void wait_for_start_after(const std::string& boot_id);

  // Numbered frames to the vNICs, from the host's side of them: frames per leg.
  void send(const std::vector<std::string>& legs, const std::vector<std::string>& options) const;
  std::vector<std::string> send_command(const std::vector<std::string>& legs,
                                        const std::vector<std::string>& options) const;
  // A counter of the host's side: tx_packets is what the vNIC was given.
  std::uint64_t given(const std::string& leg, const std::string& counter) const;
  // What the guest's drivers say they received.
  std::map<std::string, std::uint64_t> received() const;
  std::uint64_t received(const std::string& leg) const { return received().at(leg); }
  bool receives(const std::string& leg, std::uint64_t frames_in_all) const;

  const std::string& host() const { return host_; }  // the namespace where QEMU runs
  std::string classroom(const std::string& name) const { return prefix_ + "1-" + name; }
  // Where the frames of the tap's output go: those that match, which is nothing by default.
  struct Way {
    std::string how;  // "mirror", or at last "redirect"
    std::string leg;
  };
  void wire(const std::string& output, const std::vector<std::string>& match,
            const std::vector<Way>& ways) const;

 private:
  std::vector<std::string> script(const std::string& action,
                                  const std::vector<std::string>& words) const;
  std::string ask_monitor(const std::string& line) const;

  std::string prefix_;
  std::string host_;
  std::set<std::string> prepared_;  // legs, since the guest started
};

// The counters of the host's side, from now on.
class Gauge {
 public:
  Gauge(const Guest& guest, std::string leg)
      : guest_(guest), leg_(std::move(leg)), given_(now("tx_packets")), taken_(now("rx_packets")) {}

  std::uint64_t given() const { return now("tx_packets") - given_; }  // to the vNIC
  std::uint64_t taken() const { return now("rx_packets") - taken_; }  // from it

 private:
  std::uint64_t now(const std::string& counter) const { return guest_.given(leg_, counter); }

  const Guest& guest_;
  std::string leg_;
  std::uint64_t given_;
  std::uint64_t taken_;
};

// tapbond in the guest.
class GuestSensor {
 public:
  // Returns when all legs listen; throws std::runtime_error with tapbond's words if that fails.
  GuestSensor(const Guest& guest, const std::vector<std::string>& legs, const std::string& options);
  ~GuestSensor();  // shows what tapbond said, when the test has failed

  bool says(const std::string& text) { return process_.wait_for_error_text(text, kGuestLimit); }
  bool waits_for(const std::string& leg);  // has said so, whichever way the leg went
  Summary stop();
  Result end() { return process_.wait(kGuestLimit); }  // of itself

 private:
  const Guest& guest_;
  Process process_;
};

}  // namespace tapbond::lab
