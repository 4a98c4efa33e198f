// The gathering of facts, held against what others say of this machine.
#include "sensor/linux/host_facts.h"

#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "sensor/legs/interface_list.h"
#include "sensor/linux/ethtool.h"

namespace tapbond {
namespace {

using testing::Contains;

std::string output_of(const std::string& command) {
  const std::unique_ptr<FILE, decltype(&pclose)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  std::array<char, 4096> part{};
  while (const std::size_t got = fread(part.data(), 1, part.size(), pipe.get())) {
    text.append(part.data(), got);
  }
  return text;
}

TEST(ClockFacts, NameTheClockDevices) {
  const std::filesystem::path directory = testing::TempDir() + "ptp-stand-in";
  std::filesystem::create_directories(directory / "ptp1");
  std::filesystem::create_directories(directory / "ptp0");
  std::ofstream(directory / "ptp1" / "clock_name") << "KVM virtual PTP\n";
  std::ofstream(directory / "ptp0" / "clock_name") << "e1000e\n";
  const std::vector<PtpClock> clocks = ptp_clocks(directory);
  std::filesystem::remove_all(directory);
  ASSERT_EQ(clocks.size(), 2U);
  EXPECT_EQ(clocks[0].device, "/dev/ptp0");
  EXPECT_EQ(clocks[1].name, "KVM virtual PTP");
  EXPECT_TRUE(ptp_clocks("/no/such/directory").empty());
}

#if defined(__x86_64__)
TEST(MachineFacts, HaveASignatureWhereTheKernelSeesAHypervisor) {
  const bool guest = !output_of("grep -m 1 '^flags.* hypervisor' /proc/cpuinfo").empty();
  const MachineFacts machine = machine_facts();
  EXPECT_EQ(!machine.signatures.empty(), guest);
  for (const std::string& signature : machine.signatures) EXPECT_LE(signature.size(), 12u);
}
#endif

TEST(ClockFacts, NameASourceThatIsThere) {
  const ClockFacts clock = clock_facts();
  EXPECT_THAT(clock.available, Contains(clock.source));
  EXPECT_GE(clock.max_error_us, 0);
}

TEST(DiskFacts, AreOfTheCapturesDirectory) {
  const std::filesystem::path directory = std::filesystem::temp_directory_path();
  const DiskFacts disk = disk_facts(directory / "class.pcap");
  EXPECT_EQ(disk.directory, directory);
  EXPECT_EQ(disk.problem, "");
  const auto free = static_cast<double>(std::filesystem::space(directory).available);
  EXPECT_NEAR(static_cast<double>(disk.free), free, 2e9) << "others write, too";
  EXPECT_EQ(disk_facts("").directory, std::filesystem::current_path());
}

TEST(DiskFacts, SayWhatIsWrong) {
  EXPECT_EQ(disk_facts("/absent/class.pcap").problem, "No such file or directory");
}

TEST(AvailableMemory, IsWithinTheMachines) { EXPECT_GT(available_memory(), 1U << 20); }

TEST(ReceiveRing, IsAsEthtoolSays) {
  for (const ListedInterface& interface : listed_interfaces()) {
    const auto ring = receive_ring(interface.name);
    if (!ring) continue;
    const std::string told = output_of("ethtool -g " + interface.name + " 2>/dev/null");
    std::istringstream words(told);
    std::vector<std::string> sizes;  // the maximum, then the present one
    for (std::string word; words >> word;) {
      if (word == "RX:" && words >> word) sizes.push_back(word);
    }
    if (sizes.size() != 2) continue;
    EXPECT_EQ(std::to_string(ring->most), sizes[0]);
    EXPECT_EQ(std::to_string(ring->now), sizes[1]);
  }
}

}  // namespace
}  // namespace tapbond
