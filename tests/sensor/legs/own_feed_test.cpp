#include "sensor/legs/own_feed.h"

#include <gtest/gtest.h>

namespace tapbond {
namespace {

Endpoint at(const std::string& text) { return parse_endpoint("--serve", text); }

TEST(OwnFeed, IsReadWhereItIsServed) {
  EXPECT_TRUE(reads_own_feed(at("10.9.8.7:5"), at("10.9.8.7:5")));
  EXPECT_TRUE(reads_own_feed(at("127.0.0.1:5"), at("0.0.0.0:5")));
  EXPECT_TRUE(reads_own_feed(at("127.0.0.1:5"), at("[::]:5")));
  EXPECT_TRUE(reads_own_feed(at("[::1]:5"), at("[::]:5")));
  EXPECT_TRUE(reads_own_feed(at("0.0.0.0:5"), at("127.0.0.1:5")));
}

TEST(OwnFeed, IsNotReadElsewhere) {
  EXPECT_FALSE(reads_own_feed(at("127.0.0.1:6"), at("0.0.0.0:5")));
  EXPECT_FALSE(reads_own_feed(at("192.0.2.1:5"), at("0.0.0.0:5"))) << "an address of no host";
  EXPECT_FALSE(reads_own_feed(at("127.0.0.2:5"), at("127.0.0.1:5")));
  EXPECT_FALSE(reads_own_feed(at("[::1]:5"), at("0.0.0.0:5")));
  EXPECT_FALSE(reads_own_feed(at("0.0.0.0:5"), at("192.0.2.1:5")));
}

TEST(OwnFeed, IsLeftOutOnTheLoopback) {
  const std::string others =
      "not ((src host 127.0.0.1 and tcp src port 5) or (dst host 127.0.0.1 and tcp dst port 5))";
  EXPECT_EQ(without_own_feed("", at("127.0.0.1:5"), "lo"), others);
  EXPECT_EQ(without_own_feed("icmp or arp", at("127.0.0.1:5"), "any"),
            "(icmp or arp) and " + others);
}

TEST(OwnFeed, LeavesALegAloneThatItDoesNotPass) {
  EXPECT_EQ(without_own_feed("icmp", at("127.0.0.1:5"), "no-such-leg"), "icmp");
  EXPECT_EQ(without_own_feed("", at("0.0.0.0:5"), "no-such-leg"), "");
}

}  // namespace
}  // namespace tapbond
