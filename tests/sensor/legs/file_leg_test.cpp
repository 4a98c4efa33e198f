#include "sensor/legs/file_leg.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "tests/bond/invented.h"
#include "tests/files/capture_builder.h"

namespace tapbond {
namespace {

constexpr std::int64_t kHold = 1000;
constexpr std::uint16_t kEthernet = 1;
constexpr std::uint16_t kRaw = 101;
constexpr std::uint16_t kUsb = 189;

class CaptureFile {
 public:
  explicit CaptureFile(const std::string& content) {
    close(mkstemp(path_.data()));
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~CaptureFile() { unlink(path_.c_str()); }
  CaptureFile(const CaptureFile&) = delete;
  CaptureFile& operator=(const CaptureFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_ = testing::TempDir() + "legXXXXXX";
};

class FileLegTest : public testing::Test {
 protected:
  FileLeg leg(const std::string& path, const std::string& label = "",
              const std::string& filter = "") {
    return {0, path, label, filter, filters_, pool_, [this](Interface interface) {
              if (interface.linktype == refused_) throw std::runtime_error("does not fit");
              interfaces_.push_back(std::move(interface));
              return static_cast<std::uint32_t>(interfaces_.size() - 1);
            }};
  }
  std::vector<Frame> read_all(FileLeg& leg) {
    while (!leg.ended()) leg.read(bond_);
    std::vector<Frame> out;
    bond_.release_all(out);
    return out;
  }

  SlabPool pool_{8 << 20, 4};
  Bond bond_{1, kHold};
  FrameFilters filters_;
  std::vector<Interface> interfaces_;
  int refused_ = -1;
};

std::string arp(std::size_t size = 60) {
  std::string bytes(size, '\0');
  bytes[12] = 8;
  bytes[13] = 6;
  return bytes;
}

TEST_F(FileLegTest, CountsWhatItReadAndWhatTheFilterStopped) {
  CaptureBuilder file;
  file.pcap_header(0xa1b23c4d);
  for (std::uint32_t i = 0; i < 20; ++i) {
    file.pcap_record(1, i, i % 4 == 0 ? arp() : std::string(60, 'x'), 60);
  }
  const CaptureFile capture(file.data());
  FileLeg leg = this->leg(capture.path(), "", "arp");
  EXPECT_EQ(leg.clock(), Merge::kNever);
  EXPECT_EQ(read_all(leg).size(), 5u);
  EXPECT_EQ(leg.counts().received, 20u);
  EXPECT_EQ(leg.counts().filtered, 15u);
  EXPECT_EQ(leg.counts_of(0).received, 20u);
  EXPECT_EQ(leg.clock(), 1'000'000'019);
  EXPECT_EQ(leg.problem(), "");
  ASSERT_EQ(interfaces_.size(), 1u);
  EXPECT_EQ(interfaces_.front().filter, "arp");
}

TEST_F(FileLegTest, IsNamedByItsFileAndDescribedByItsLabel) {
  const CaptureFile capture(CaptureBuilder().pcap_header(0xa1b23c4d).data());
  FileLeg leg = this->leg(capture.path(), "uplink");
  EXPECT_TRUE(read_all(leg).empty());
  ASSERT_EQ(interfaces_.size(), 1u);
  EXPECT_EQ(interfaces_.front().name, capture.path());
  EXPECT_EQ(interfaces_.front().description, "uplink");
  EXPECT_EQ(leg.counts().received, 0u);
}

TEST_F(FileLegTest, DeliversWhatCameBeforeADamageAndNamesTheFile) {
  CaptureBuilder file;
  file.pcap_header(0xa1b23c4d).pcap_record(1, 0, arp(), 60).pcap_record(2, 0, arp(), 60);
  const CaptureFile capture(file.data().substr(0, file.data().size() - 1));
  FileLeg leg = this->leg(capture.path());
  EXPECT_EQ(read_all(leg).size(), 1u);
  EXPECT_TRUE(leg.problem().starts_with(capture.path() + ": ")) << leg.problem();
}

TEST_F(FileLegTest, FiltersWhatTheFilterCannotMatch) {
  CaptureBuilder file;
  file.section().interface(kEthernet, 0).interface(kUsb, 0);
  for (std::uint32_t i = 0; i < 100; ++i) file.enhanced_packet(i % 2, 1'000'000 + i, arp(), 60);
  const CaptureFile capture(file.data());
  FileLeg leg = this->leg(capture.path(), "", "arp");
  EXPECT_EQ(read_all(leg).size(), 50u);
  EXPECT_EQ(leg.counts_of(0).filtered, 0u);
  EXPECT_EQ(leg.counts_of(1).filtered, 50u);
  ASSERT_EQ(interfaces_.size(), 2u);
  EXPECT_FALSE(interfaces_[0].barred);
  EXPECT_TRUE(interfaces_[1].barred);
  EXPECT_NO_THROW(filters_.begin());
}

TEST_F(FileLegTest, SaysWhatIsNoCaptureAndWhatIsEmpty) {
  const CaptureFile text("this is no capture file at all");
  FileLeg leg = this->leg(text.path());
  EXPECT_TRUE(read_all(leg).empty());
  EXPECT_TRUE(leg.unreadable());
  EXPECT_EQ(leg.problem(), text.path() + " is neither a pcap nor a pcapng file");
  EXPECT_FALSE(leg.empty());

  const CaptureFile nothing("");
  FileLeg empty = this->leg(nothing.path());
  EXPECT_TRUE(read_all(empty).empty());
  EXPECT_TRUE(empty.empty());
  EXPECT_FALSE(empty.unreadable());
}

TEST_F(FileLegTest, TellsWhatItsWriterCounted) {
  CaptureBuilder file;
  file.section().interface(kEthernet, 0).interface(kEthernet, 0);
  file.statistics(0, file.count_option(7, 4));  // in front of the first packet, then again
  file.enhanced_packet(0, 1'000'000, arp(), 60);
  file.statistics(0, file.count_option(7, 7) + file.count_option(4, 8));
  file.statistics(1, file.count_option(5, 2));
  const CaptureFile capture(file.data());
  FileLeg leg = this->leg(capture.path());
  EXPECT_EQ(read_all(leg).size(), 1u);
  EXPECT_EQ(leg.counts_of(0).received, 1u);
  EXPECT_EQ(leg.counts_of(0).earlier.received, 8u);
  EXPECT_EQ(leg.counts_of(0).earlier.dropped_by_os, 7u);
  EXPECT_FALSE(leg.counts_of(0).earlier.dropped_by_interface);
  EXPECT_EQ(leg.counts().received, 1u);
  EXPECT_EQ(leg.counts().earlier.dropped_by_os, 7u);
  EXPECT_EQ(leg.counts().earlier.dropped_by_interface, 2u);
}

// The run ends there, but the output has, and counts, everything before.
TEST_F(FileLegTest, DeliversWhatCameBeforeAnInterfaceThatDoesNotFit) {
  CaptureBuilder file;
  file.section().interface(kEthernet, 0);
  for (std::uint32_t i = 0; i < 3000; ++i) file.enhanced_packet(0, 1'000'000 + i, arp(), 60);
  file.interface(kRaw, 0).enhanced_packet(1, 2'000'000, arp(), 60);
  const CaptureFile capture(file.data());
  refused_ = kRaw;
  FileLeg leg = this->leg(capture.path());
  EXPECT_THROW(
      {
        while (!leg.ended()) leg.read(bond_);
      },
      std::runtime_error);
  EXPECT_EQ(leg.counts().received, 3000u);
  EXPECT_EQ(bond_.held(), 3000u);
}

}  // namespace
}  // namespace tapbond
