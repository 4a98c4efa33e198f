// Takes out of the frames of a leg those that they carry (sensor/unwrap): from then on they are the
// frames, each of the interface that its origin is. Interfaces are found as frames come, and
// entered into the run's table ahead of their first one. The run's filter is applied here, to what
// comes out.
//
// A frame that carries none stays as it is, of the interface that it came in on. So do those of
// more origins than kMost.
//
// What a mirror says of its own time becomes an option of the frame (mirror_time_option.h).
//
// Frames keep their order: whatever interface they turn out to be of, they are of the same leg.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bond/frame.h"
#include "sensor/files/interface.h"
#include "sensor/legs/frame_filters.h"
#include "sensor/legs/slab_writer.h"
#include "sensor/unwrap/fragments.h"
#include "sensor/unwrap/inside.h"
#include "sensor/unwrap/sequence_loss.h"
#include "sensor/unwrap/tunnels.h"

namespace tapbond {

// What to take out of frames, and how.
struct InnerFramesOptions {
  bool split_vlan = false;
  TunnelKinds unwrap{};
  bool tunnelled_only = false;  // frames that are in no tunnel are filtered
  std::string filter{};         // of what comes out
  std::shared_ptr<FrameFilters> filters = std::make_shared<FrameFilters>();  // of all legs
  std::uint32_t snaplen = 262144;                                            // bytes
  // Of interfaces that may be found, by name: what they carry, in the user's words.
  std::vector<std::pair<std::string, std::string>> labels{};
};

class InnerFrames {
 public:
  static constexpr std::size_t kMost = 4096;  // origins of a leg

  // Enters an interface into the run's table; answers with its row.
  using Announce = std::function<std::uint32_t(Interface)>;

  // Whether the bytes of the leg's frames may be written to, or are a file's.
  enum class Bytes { kOurs, kAFiles };

  InnerFrames(InnerFramesOptions options, Bytes bytes, Announce announce);

  // The leg enters its own interfaces by this. Throws as the announcement does.
  std::uint32_t enter(Interface interface);

  // Takes the frames from place `from` on, which have the rows of the leg's own interfaces, and
  // leaves there those that pass. What there is no room for in `slabs` is kept, and comes first the
  // next time.
  void take(std::size_t from, SlabWriter& slabs, std::vector<Frame>& out);
  bool waits_for_room() const { return !backlog_.empty() || fragments_.has_given_up(); }

  // Fragments of packets that are not whole yet are held, and come out as they are with the next
  // take() once they have waited for too long at that time (of capture), or when nothing more is
  // to come.
  void expire(std::int64_t stamp) { fragments_.expire(stamp); }
  void give_up_fragments() { fragments_.give_up(); }
  bool holds_fragments() const { return !fragments_.empty(); }

  struct Counts {                // frames
    std::uint64_t carried = 0;   // of a leg's own interface: others came out of them
    std::uint64_t received = 0;  // of an interface that was found
    std::uint64_t filtered = 0;
    std::uint64_t joined = 0;  // fragments that came out as a part of another's frame
    std::uint64_t lost = 0;    // by the source's sequence numbers, before they came here
  };
  bool found(std::uint32_t row) const;
  Counts counts_of(std::uint32_t row) const;
  std::uint64_t filtered() const { return filtered_; }
  std::uint64_t joined() const { return joined_; }

 private:
  struct Row {
    std::uint32_t number;  // in the run's table
    Interface interface;
    bool found;
    const FrameFilter* filter = nullptr;  // none where everything passes
    Counts counts{};
    SequenceLoss loss{};
  };
  struct Key {
    const Row* from;  // that the frame came in on
    Origin origin;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      return OriginHash()(key.origin) ^ std::hash<const Row*>()(key.from);
    }
  };
  enum class Fate { kPasses, kFiltered, kKept, kNoRoom };

  Row& add(Interface interface, bool found);
  Row* row_of(Row& from, const Origin& origin);
  Row* find(const Row& from, const Origin& origin);
  Fate look(Frame& frame, SlabWriter& slabs);
  Fate look_at_fragment(Frame& frame, const IpPacket& packet, Row& from, SlabWriter& slabs);
  Fate decide(Frame& frame, Row& row, bool found);
  void put_back(SlabWriter& slabs, std::vector<Frame>& out);
  void came(Frame& frame, Row& from, Row& origin, const Inside& inside);
  bool take_out(Frame& frame, const Inside& inside, SlabWriter& slabs);
  static void copy_out(Frame& frame, const Inside& inside, const std::uint8_t* outer,
                       SlabWriter& slabs);

  InnerFramesOptions options_;
  Bytes bytes_;
  Announce announce_;
  std::deque<Row> rows_;
  std::vector<Row*> by_number_;
  std::unordered_map<Key, Row*, KeyHash> known_;
  std::pair<Key, Row*> last_{};  // of known_
  bool too_many_ = false;
  std::uint64_t filtered_ = 0;
  std::uint64_t joined_ = 0;
  Fragments fragments_;
  std::vector<Frame> backlog_;  // for which there was no room
  std::vector<Frame> stopped_;  // by the filter, of one take()
};

}  // namespace tapbond
