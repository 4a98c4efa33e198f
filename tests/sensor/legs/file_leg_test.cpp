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

// A file's bytes cannot be changed: what has to be is copied, and waits for room where there is
// none.
TEST_F(FileLegTest, TakesFramesApartHoweverLittleRoomThereIs) {
  constexpr std::uint32_t kFrames = 6000;
  CaptureBuilder file;
  file.section().interface(kEthernet, 0, file.option(2, "eth0"));
  for (std::uint32_t i = 0; i < kFrames; ++i) {
    std::string frame = arp(600);
    if (i % 3 != 0) frame.insert(12, std::string("\x81\0\0", 3) + static_cast<char>(i % 3));
    file.enhanced_packet(0, i, frame, 604, i % 2 == 0 ? file.option(1, "look here") : "");
  }
  const CaptureFile capture(file.data());
  SlabPool pool(0, 4);
  Bond bond(1, kHold);
  SlabWriter slabs(pool);
  const auto filters = std::make_shared<FrameFilters>();
  FileLeg leg(
      0, capture.path(), "", "greater 100", *filters, pool,
      [this](Interface interface) {
        interfaces_.push_back(std::move(interface));
        return static_cast<std::uint32_t>(interfaces_.size() - 1);
      },
      {}, FileLeg::TakesOut{{.split_vlan = true, .filter = "arp", .filters = filters}, slabs});
  std::uint32_t seen = 0;
  bool waited = false;
  const auto look_at = [&](std::vector<Frame>& out) {
    for (const Frame& frame : out) {
      const std::uint32_t number = seen++;
      const std::string name = "eth0" + (number % 3 == 0 ? "" : "." + std::to_string(number % 3));
      ASSERT_EQ(interfaces_[frame.interface].name, name) << number;
      ASSERT_EQ(frame.captured, 600u);
      ASSERT_EQ(frame.length, number % 3 == 0 ? 604u : 600u);
      ASSERT_EQ(std::string(frame.bytes, frame.bytes + 600), arp(600));
      ASSERT_EQ((frame.marks & 1) != 0, number % 2 == 0) << "and with what is said of it";
    }
    pool.release(out);
    out.clear();
  };
  std::vector<Frame> out;
  while (!leg.ended()) {
    if (leg.read(bond) != CaptureReader::Status::kNeedSlab) continue;
    waited = true;
    bond.release_all(out);
    look_at(out);
  }
  bond.release_all(out);
  look_at(out);
  EXPECT_EQ(seen, kFrames);
  EXPECT_TRUE(waited) << "or there was room for all of it";
  EXPECT_EQ(leg.counts().received, kFrames);
  EXPECT_EQ(leg.counts().filtered, 0u);
  for (std::uint32_t row = 0; row < 3; ++row) {
    EXPECT_EQ(leg.counts_of(row).received, kFrames / 3) << row;
  }
  EXPECT_EQ(interfaces_[0].filter, "(greater 100) and (arp)");
  EXPECT_EQ(interfaces_[1].filter, "arp");
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
