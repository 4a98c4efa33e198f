// Reads a capture file, pcap or pcapng, frame by frame. sensor/files/capture_opening.h has it from
// a path.
//
// Ours rather than libpcap's, because libpcap refuses a pcapng file whose interfaces differ in link
// type and keeps neither their names nor their comments; and because frames are left where the file
// was read to, inside a slab, so that merging files copies no frame.
//
// Formats: pcap (draft-ietf-opsawg-pcap: micro- and nanosecond magic in both byte orders, and the
// variants libpcap reads) and pcapng (draft-ietf-opsawg-pcapng).
// One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bond/frame.h"
#include "bond/slab_pool.h"
#include "sensor/files/beside.h"
#include "sensor/files/input_file.h"
#include "sensor/files/interface.h"

namespace tapbond {

class CaptureReader {
 public:
  // Told of every interface as the file names it; answers with its row in the run's table.
  using OnInterface = std::function<std::uint32_t(Interface)>;
  // Told of what the file says was counted on the interface in that row, as often as it does.
  using OnStatistics = std::function<void(std::uint32_t row, const InterfaceCounts&)>;

  enum class Status {
    kFrames,    // frames were appended (perhaps none yet): call again
    kNothing,   // a stream has nothing more yet
    kNeedSlab,  // the pool is exhausted: release frames, then call again
    kEnd,       // the file is whole and at its end
    kDamaged,   // no whole packet follows: problem() says why; what came before was delivered
  };

  // Of a file whose first kBeginningBytes were read. Throws UnreadableFile when it is no capture,
  // and what on_interface throws. A capture without any packet is fine.
  static constexpr std::size_t kBeginningBytes = 24;
  static std::unique_ptr<CaptureReader> open(
      InputFile file, std::span<const std::uint8_t, kBeginningBytes> beginning, std::uint16_t leg,
      SlabPool& pool, const OnInterface& on_interface, const OnStatistics& on_statistics = {},
      const Beside& beside = {});
  // The same of a beginning that may be cut short, with zeros behind it.
  static void check_format(std::span<const std::uint8_t, kBeginningBytes> beginning);
  virtual ~CaptureReader() = default;

  // Appends the frames of at most one slab, in the order of the file. Their bytes stay in the slab
  // until the pool gets them back.
  virtual Status read(std::vector<Frame>& out) = 0;

  // After kDamaged: what is wrong, and where, in one line that does not name the file.
  virtual const std::string& problem() const = 0;

  // Frames whose times 64 bits of nanoseconds cannot hold, and that stand at the nearest they can.
  virtual std::uint64_t times_moved() const { return 0; }

  // Frames that came without a time, and have that of the frame before.
  virtual std::uint64_t without_time() const { return 0; }

  // For a progress bar: bytes taken in, and of how many (0 for a stream).
  virtual std::uint64_t bytes_read() const = 0;
  virtual std::uint64_t bytes_total() const = 0;
};

}  // namespace tapbond
