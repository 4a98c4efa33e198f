#include "sensor/legs/loss_watch.h"

#include <gmock/gmock.h>

#include <set>

namespace tapbond {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

using Of = LossCounter::Of;

// As a vmxnet3 with two queues shows them, blanks and all.
const std::vector<DriverStatistic> kVmxnet3 = {
    {"Rx Queue#", 0},       {"  ucast pkts rx", 41'859},   {"  pkts rx OOB", 29'000},
    {"  pkts rx err", 3},   {"  drv dropped rx total", 4}, {"     err", 1},
    {"     fcs", 1},        {"  rx buf alloc fail", 2},    {"Rx Queue#", 1},
    {"  pkts rx OOB", 191}, {"  drv dropped rx total", 0}, {"tx timeout count", 0},
};

std::uint64_t all_of(const LossCounters& row, const std::vector<DriverStatistic>& statistics) {
  std::uint64_t sum = 0;
  for (const LossCounter& counter : row.counters) {
    if (counter.of == Of::kDriver) sum += sum_of(counter, statistics).value_or(0);
  }
  return sum;
}

TEST(LossCounters, AddUpAllQueuesOfVmxnet3) {
  EXPECT_EQ(all_of(loss_counters_of("vmxnet3"), kVmxnet3), 29'000U + 191 + 4);
}

// rx_errors of e1000e counts short frames, which arrive.
TEST(LossCounters, LeaveOutWhatArrives) {
  const std::vector<DriverStatistic> e1000e = {{"rx_errors", 77},
                                               {"rx_missed_errors", 5},
                                               {"rx_no_buffer_count", 9},
                                               {"rx_long_length_errors", 2},
                                               {"rx_short_length_errors", 70}};
  for (const char* driver : {"e1000", "e1000e"}) {
    EXPECT_EQ(all_of(loss_counters_of(driver), e1000e), 2U) << driver;
    EXPECT_THAT(names_of(loss_counters_of(driver)), HasSubstr("rx_missed_errors"));
  }
}

TEST(LossCounters, AreNamedOnceInEachRow) {
  for (const char* driver : {"vmxnet3", "e1000", "e1000e", "igb", "ixgbe", "pcnet32", "8139cp",
                             "ena", "virtio_net", "vif", "hv_netvsc", "ixgbevf", "veth"}) {
    const LossCounters& row = loss_counters_of(driver);
    EXPECT_EQ(row.driver, driver);
    std::set<std::string_view> names;
    for (const LossCounter& counter : row.counters) {
      if (counter.of == Of::kNothing) continue;
      EXPECT_TRUE(names.insert(counter.name).second) << driver << " " << counter.name;
    }
    EXPECT_FALSE(names.empty()) << driver;
  }
}

TEST(LossCounters, KnowOfAnyOtherDriverWhatAllMayCount) {
  const LossCounters& row = loss_counters_of("brcm_of_tomorrow");
  EXPECT_EQ(row.sight, LossSight::kUnknown);
  EXPECT_EQ(names_of(row), "rx_missed_errors, rx_fifo_errors");
  EXPECT_THAT(loss_remark(row), IsEmpty());
}

TEST(LossCounters, SayWhereLossCannotBeSeen) {
  EXPECT_EQ(loss_remark(loss_counters_of("virtio_net")),
            "loss before the guest is not seen: virtio_net counts none");
  EXPECT_EQ(loss_remark(loss_counters_of("vmxnet3")),
            "the interface's by pkts rx OOB, drv dropped rx total");
  EXPECT_THAT(loss_remark(loss_counters_of("veth")), IsEmpty());
}

TEST(LossCounters, KnowTheCountersOfQueuesByTheirDigits) {
  const LossCounter counter{Of::kDriver, "rx_queue_*_drops"};
  const std::vector<DriverStatistic> statistics = {{"rx_queue_0_drops", 1},
                                                   {"rx_queue_12_drops", 2},
                                                   {"rx_queue__drops", 16},
                                                   {"rx_queue_0_xdp_drops", 32},
                                                   {"tx_queue_0_drops", 64}};
  EXPECT_EQ(sum_of(counter, statistics), 3U);
  EXPECT_EQ(sum_of(counter, {}), std::nullopt);
}

TEST(Growth, IsThatOfACounterThatMayBeginAgain) {
  EXPECT_EQ(growth(5, 12, 64), 7U);
  EXPECT_EQ(growth(12, 5, 64), 0U) << "the adapter was reset";
  EXPECT_EQ(growth(65'530, 4, 16), 10U);
  EXPECT_EQ(growth(30'000, 4, 16), 0U) << "that is no way round";
  EXPECT_EQ(growth(70'000, 4, 16), 0U) << "a driver that adds them up itself";
}

TEST(LossWatch, OfNoInterfaceCountsNothing) {
  LossWatch watch;
  EXPECT_FALSE(watch.knows());
  EXPECT_EQ(watch.take(), 0U);
  LossWatch gone("no-such-one", "vmxnet3");
  EXPECT_FALSE(gone.knows());
  EXPECT_EQ(gone.take(), 0U);
}

}  // namespace
}  // namespace tapbond
