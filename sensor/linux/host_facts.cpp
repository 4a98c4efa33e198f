#include "sensor/linux/host_facts.h"

#include <sys/statvfs.h>
#include <sys/timex.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace tapbond {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string dmi(const std::string& field) { return first_line("/sys/class/dmi/id/" + field); }

// A hypervisor answers leaf 0x40000000 with its signature in EBX, ECX and EDX; one that shows the
// face of another first puts its own 0x100 leaves further on. Bit 31 of leaf 1's ECX says whether
// there is one at all: a processor gives other answers to leaves that it does not have.
std::vector<std::string> hypervisor_signatures() {
  std::vector<std::string> signatures;
#if defined(__x86_64__) || defined(__i386__)
  constexpr unsigned kFirst = 0x40000000;
  constexpr unsigned kStep = 0x100;
  constexpr unsigned kPlaces = 4;
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c >> 31) == 0) return {};
  for (unsigned leaf = kFirst; leaf < kFirst + kPlaces * kStep; leaf += kStep) {
    __cpuid(leaf, a, b, c, d);
    if (a < leaf || a >= leaf + kStep) {
      // KVM once answered 0 there, meaning leaf 0x40000001.
      if (leaf != kFirst || a != 0) continue;
    }
    char text[12];
    std::memcpy(text, &b, 4);
    std::memcpy(text + 4, &c, 4);
    std::memcpy(text + 8, &d, 4);
    signatures.emplace_back(text, strnlen(text, sizeof text));
  }
#endif
  return signatures;
}

}  // namespace

std::vector<PtpClock> ptp_clocks(const std::string& directory) {
  std::vector<PtpClock> clocks;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(directory, none)) {
    const std::string device = entry.path().filename();
    clocks.push_back({"/dev/" + device, first_line(entry.path() / "clock_name")});
  }
  std::sort(clocks.begin(), clocks.end(),
            [](const PtpClock& a, const PtpClock& b) { return a.device < b.device; });
  return clocks;
}

MachineFacts machine_facts() {
  return {.vendor = dmi("sys_vendor"),
          .product = dmi("product_name"),
          .hypervisor_type = first_line("/sys/hypervisor/type"),
          .xen_control_domain =
              first_line("/proc/xen/capabilities").find("control_d") != std::string::npos,
          .signatures = hypervisor_signatures()};
}

ClockFacts clock_facts() {
  const std::string source = "/sys/devices/system/clocksource/clocksource0/";
  ClockFacts facts;
  facts.source = first_line(source + "current_clocksource");
  std::istringstream words(first_line(source + "available_clocksource"));
  for (std::string word; words >> word;) facts.available.push_back(word);
  timex state{};  // no modes: reads only
  const int status = adjtimex(&state);
  facts.disciplined = status >= 0 && status != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
  facts.max_error_us = state.maxerror;
  facts.ptp = ptp_clocks("/sys/class/ptp");
  return facts;
}

DiskFacts disk_facts(const std::string& path) {
  std::error_code unknown;  // leaves an empty directory, which statvfs then complains about
  const std::string directory =
      std::filesystem::absolute(
          path.empty() ? std::filesystem::path(".") : std::filesystem::path(path), unknown)
          .parent_path();
  struct statvfs disk {};
  if (statvfs(directory.c_str(), &disk) != 0) {
    return {.directory = directory, .free = 0, .problem = strerror(errno)};
  }
  return {.directory = directory, .free = std::uint64_t{disk.f_bavail} * disk.f_frsize};
}

std::uint64_t available_memory() {
  std::ifstream file("/proc/meminfo");
  std::string key;
  for (std::uint64_t kib = 0; file >> key >> kib; file.ignore(80, '\n')) {
    if (key == "MemAvailable:") return kib * 1024;
  }
  return 0;
}

std::string hardware_name() {
  std::string name;
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.starts_with("model name")) {
      name = line.substr(line.find(':') + 2);
      break;
    }
  }
  for (const std::string& part : {dmi("sys_vendor"), dmi("product_name")}) {
    if (!part.empty()) name += (name.empty() ? "" : ", ") + part;
  }
  return name;
}

}  // namespace tapbond
