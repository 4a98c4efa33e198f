#include "sensor/legs/frame_filters.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <string>

#include "sensor/posix/signals.h"

namespace tapbond {
namespace {

constexpr int kEthernet = 1;
constexpr int kRaw = 101;
constexpr int kUsb = 189;
constexpr int kCooked = 113;
constexpr auto kInterface = FrameFilters::Source::kInterface;
constexpr auto kRecord = FrameFilters::Source::kRecord;

std::string refusal_of(FrameFilters& filters) {
  try {
    filters.begin();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

std::string hosts(int count) {
  std::string filter = "icmp";
  for (int i = 0; i < count; ++i) {
    filter += " or host 10." + std::to_string(i / 250) + '.' + std::to_string(i % 250) + ".1";
  }
  return filter;
}

TEST(FrameFilters, CompilesOnceForEachLinkType) {
  FrameFilters filters;
  const FrameFilter& first = filters.of("icmp", kEthernet, kInterface);
  EXPECT_EQ(&filters.of("icmp", kEthernet, kRecord), &first);
  EXPECT_NE(&filters.of("icmp", kRaw, kRecord), &first);
  EXPECT_NE(&filters.of("tcp", kEthernet, kInterface), &first);
}

TEST(FrameFilters, LetsNothingThroughWhereItCannotMatch) {
  FrameFilters filters;
  EXPECT_TRUE(filters.of("ip", kUsb, kRecord).passes_nothing());
  EXPECT_FALSE(filters.of("ip", kEthernet, kRecord).passes_nothing());
  EXPECT_EQ(refusal_of(filters), "");
  EXPECT_TRUE(filters.of("ip", kUsb, kRecord).passes_nothing());
}

TEST(FrameFilters, RefusesWhatFitsNoLegAtAll) {
  FrameFilters filters;
  filters.of("ether host 02:00:00:00:00:01", kRaw, kRecord);
  filters.of("ether host 02:00:00:00:00:01", kUsb, kRecord);
  EXPECT_NE(refusal_of(filters).find("RAW (Raw IP)"), std::string::npos);
}

TEST(FrameFilters, RefusesWhatCanFitNothingThatMayCome) {
  FrameFilters filters;
  filters.prepare("prot icmp");
  EXPECT_NE(refusal_of(filters).find("prot icmp"), std::string::npos);
}

TEST(FrameFilters, WaitsForWhatOnlyAnotherLinkTypeHas) {
  FrameFilters filters;
  filters.prepare("wlan type mgt");
  EXPECT_EQ(refusal_of(filters), "");
}

TEST(FrameFilters, KnowsWhatOnlyAnInterfaceTells) {
  FrameFilters filters;
  EXPECT_FALSE(filters.of("inbound", kEthernet, kInterface).passes_nothing());
  EXPECT_TRUE(filters.of("inbound", kEthernet, kRecord).passes_nothing());
  EXPECT_FALSE(filters.of("inbound", kCooked, kRecord).passes_nothing()) << "its header tells";

  FrameFilters of_files;
  of_files.of("outbound and icmp", kEthernet, kRecord);
  EXPECT_NE(refusal_of(of_files).find("outbound"), std::string::npos);
}

// A list of hosts that libpcap works on for longer than the test waits.
TEST(FrameFilters, EndsWithTheFirstRequestToStopWhileItCompiles) {
  const std::string filter = hosts(6000);
  for (const int stop : {SIGTERM, SIGINT}) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      alarm(60);
      const Signals signals;
      FrameFilters filters;
      filters.of(filter, kEthernet, kInterface);
      _exit(0);
    }
    usleep(300'000);
    kill(child, stop);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == stop) << status;
  }
}

}  // namespace
}  // namespace tapbond
