// What a build without Linux refuses, and how it says so.
#include "sensor/linux/only_linux.h"

#include <gmock/gmock.h>

#include "sensor/inspect/inspect.h"
#include "sensor/linux/interface_facts.h"
#include "sensor/sinks/interface_sink.h"
#include "sensor/usage_error.h"

namespace tapbond {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing::ThrowsMessage;

template <typename Call>
void expect_refusal(const char* option, Call call) {
  EXPECT_THAT(call, ThrowsMessage<UsageError>(
                        AllOf(StartsWith(option), HasSubstr("only Linux"), Not(HasSubstr("\n")))));
}

TEST(WithoutLinux, RefusesInOneLineWhatCannotWork) {
  Options probe;
  probe.seconds = 1;
  expect_refusal("--probe", [&] { run_list(probe); });
  expect_refusal("--check", [] { run_check(Options{}); });
  expect_refusal("--to-interface", [] { make_interface_sink("bond0", 1500); });
}

TEST(WithoutLinux, KnowsOfAnInterfaceWhatPosixTells) {
  EXPECT_EQ(interface_facts("no such").link.index, 0u);
  EXPECT_TRUE(link_of("any").usable());
}

}  // namespace
}  // namespace tapbond
