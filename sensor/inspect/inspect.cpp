#include "sensor/inspect/inspect.h"

#include <spdlog/spdlog.h>

#include <cstdio>
#include <stdexcept>
#include <vector>

#include "sensor/inspect/check_report.h"
#include "sensor/inspect/interface_table.h"
#include "sensor/inspect/watch_traffic.h"
#include "sensor/legs/interface_list.h"
#include "sensor/linux/host_facts.h"
#include "sensor/linux/interface_facts.h"
#include "sensor/linux/only_linux.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

constexpr int kProbeRing = 2 << 20;  // bytes; there can be many interfaces

std::vector<InterfaceRow> interface_rows() {
  const Hypervisor hypervisor = detect_hypervisor(machine_facts());
  std::vector<InterfaceRow> rows;
  for (const ListedInterface& listed : listed_interfaces()) {
    InterfaceFacts facts = listed.name == "any" ? InterfaceFacts{} : interface_facts(listed.name);
    std::string vnic = vnic_name(hypervisor, facts);
    rows.push_back({listed, std::move(facts), std::move(vnic), std::nullopt});
  }
  return rows;
}

// Only what has an address of Ethernet is probed, which leaves out tunnels; the loopback's is zero.
bool worth_a_probe(const InterfaceFacts& facts) {
  return facts.link.usable() && !facts.mac.empty() && facts.mac != "00:00:00:00:00:00";
}

double probe(std::vector<InterfaceRow>& rows, const Options& options) {
  std::vector<InterfaceFacts> probed;
  for (const InterfaceRow& row : rows) {
    if (worth_a_probe(row.facts)) probed.push_back(row.facts);
  }
  const TrafficFacts traffic = watch_traffic(
      probed,
      {.seconds = options.seconds, .ring_bytes = kProbeRing, .promiscuous = options.promiscuous});
  std::size_t next = 0;
  for (InterfaceRow& row : rows) {
    if (!worth_a_probe(row.facts)) continue;
    const LegTraffic& seen = traffic.legs[next++];
    if (seen.problem.empty()) {
      row.seen = seen;
    } else {
      spdlog::warn("{}", seen.problem);
    }
  }
  return traffic.seconds;
}

Facts gather(const Options& options) {
  const int ring = ring_bytes(options);
  Facts facts{.machine = machine_facts(),
              .clock = clock_facts(),
              .disk = disk_facts(options.write_path),
              .memory = {.available = available_memory(),
                         .ring_of_leg = static_cast<std::uint64_t>(ring),
                         .packet_buffer = buffer_bytes(options)},
              .legs = {},
              .traffic = {}};
  for (const std::string& interface : options.interfaces) {
    const std::string name = interface_by_number(interface);
    if (name == "any") throw UsageError("--check looks at each leg by itself; any is none");
    facts.legs.push_back(interface_facts(name));
  }
  if (options.seconds > 0) {
    facts.traffic = watch_traffic(
        facts.legs,
        {.seconds = options.seconds, .ring_bytes = ring, .promiscuous = options.promiscuous});
  }
  return facts;
}

}  // namespace

int run_list(const Options& options) {
  if (options.seconds > 0) need_linux("--probe");
  std::vector<InterfaceRow> rows = interface_rows();
  const double seconds = options.seconds > 0 ? probe(rows, options) : 0;
  std::fputs(
      (options.json ? interface_json(rows, seconds) : interface_table(rows, seconds)).c_str(),
      stdout);
  return 0;
}

int run_check(const Options& options) {
  need_linux("--check");
  try {
    const Facts facts = gather(options);
    const Verdicts verdicts = check_all(facts);
    std::fputs((options.json ? report_json(facts, verdicts) : report_text(facts, verdicts)).c_str(),
               stdout);
    return exit_status(verdicts);
  } catch (const UsageError&) {
    throw;
  } catch (const std::runtime_error& error) {
    spdlog::error("{}", error.what());
    return 2;
  }
}

}  // namespace tapbond
