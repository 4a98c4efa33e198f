#include "sensor/legs/live_leg.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace tapbond {
namespace {

// The loopback has no adapter, whatever is asked for.
TEST(LiveLeg, HasTheHostsClockWhereTheAdaptersIsNotToBeHad) {
  if (geteuid() != 0) GTEST_SKIP() << "listening needs root";
  LiveLegOptions options;
  options.name = "lo";
  options.tstamp_type = PCAP_TSTAMP_ADAPTER_UNSYNCED;
  options.tstamp_type_chosen = true;
  const LiveLeg leg(0, options, [](const Interface&) { return 0U; });
  EXPECT_FALSE(leg.has_adapters_clock());
}

}  // namespace
}  // namespace tapbond
