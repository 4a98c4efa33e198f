#include "sensor/legs/equal_interfaces.h"

#include <gtest/gtest.h>

namespace tapbond {
namespace {

Interface named(const std::string& name) {
  Interface interface;
  interface.name = name;
  return interface;
}

TEST(EqualInterfaces, AreFoundInAnotherSectionEachOnce) {
  EqualInterfaces equal;
  equal.begin_section();
  EXPECT_FALSE(equal.find(named("eth0")));
  equal.add(named("eth0"), 4);
  EXPECT_FALSE(equal.find(named("eth0"))) << "the same section has two that are alike";
  equal.add(named("eth0"), 5);

  for (int section = 0; section < 3; ++section) {
    equal.begin_section();
    EXPECT_EQ(equal.find(named("eth0")), 4u);
    EXPECT_EQ(equal.find(named("eth0")), 5u);
    EXPECT_FALSE(equal.find(named("eth0")));
  }
}

TEST(EqualInterfaces, SayTheSameOfEverything) {
  const std::vector<void (*)(Interface&)> differences = {
      [](Interface& interface) { interface.name = "eth1"; },
      [](Interface& interface) { interface.description = "uplink"; },
      [](Interface& interface) { interface.comments = {"a comment"}; },
      [](Interface& interface) { interface.filter = "icmp"; },
      [](Interface& interface) { interface.hardware = "virtio"; },
      [](Interface& interface) { interface.os = "Linux"; },
      [](Interface& interface) { interface.options = std::string(8, '\1'); },
      [](Interface& interface) { interface.linktype = 113; },
      [](Interface& interface) { interface.snaplen = 96; },
  };
  EqualInterfaces equal;
  equal.begin_section();
  equal.add(named("eth0"), 0);
  for (const auto& make_different : differences) {
    Interface other = named("eth0");
    make_different(other);
    equal.begin_section();
    EXPECT_FALSE(equal.find(other));
  }
  // What one text has more, another has less.
  Interface shifted;
  shifted.description = "eth0";
  EXPECT_FALSE(equal.find(shifted));
}

}  // namespace
}  // namespace tapbond
