#include "sensor/legs/feed_leg.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "sensor/files/input_file.h"
#include "sensor/files/linktype.h"

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

constexpr std::int64_t kShortestPause = kSecond;
constexpr std::int64_t kLongestPause = 32 * kSecond;
// A connection that lasted so long is no reason to wait longer with the next.
constexpr std::int64_t kLastsWell = 10 * kSecond;
constexpr std::int64_t kSilenceIsOdd = 10 * kSecond;

// read(2)s before the other legs get their turn; each takes 128 KiB at most.
constexpr int kMostReads = 8;
// More than a socket buffer holds: who goes on sending after the stop is not waited for.
constexpr std::uint64_t kMostAfterStop = 8 << 20;

// What a feed can have us keep for good, and every output again.
constexpr std::size_t kMostIntroduced = 256;  // each with a line
constexpr std::size_t kMostOfAFeed = 16384;   // interfaces
constexpr std::size_t kMostText = std::size_t{16} << 20;

// A frame from tomorrow would wait until then, or until memory is at its bound and it takes all
// order with it.
constexpr std::int64_t kTomorrow = 24 * 3600 * kSecond;

// In place of a row, where there can be none.
constexpr std::uint32_t kNoRow = kMostInterfaces;

}  // namespace

FeedLeg::FeedLeg(std::uint16_t number, FeedLegOptions options, SlabPool& pool, Announce announce,
                 Beside beside)
    : number_(number),
      options_(std::move(options)),
      address_(endpoint_text(options_.endpoint.address)),
      name_("TCP@" + address_),
      pool_(&pool),
      announce_(std::move(announce)),
      beside_(std::move(beside)),
      dialler_(options_.endpoint),
      pause_(kShortestPause) {
  if (!options_.filter.empty()) options_.filters->prepare(options_.filter);
}

FeedLeg::~FeedLeg() = default;

void FeedLeg::introduce() const {
  spdlog::info("listening on {}, the feed of another sensor", name_);
}

void FeedLeg::watch(std::int64_t now) {
  if (dialler_.dialling()) {
    hear_from_dialler(now);
  } else if (descriptor_ < 0) {
    if (now < next_dial_) return;
    dialler_.dial(now);
    hear_from_dialler(now);
  } else if (!reader_ && now - since_ > kSilenceIsOdd && absence_.begin(now)) {
    spdlog::warn("{} is connected, but sends nothing; is it a feed of packets?", name_);
  }
}

void FeedLeg::hear_from_dialler(std::int64_t now) {
  connection_ = dialler_.answer(now);
  if (connection_) {
    descriptor_ = connection_.get();
    since_ = now;
  } else if (!dialler_.dialling()) {
    lose(now, "cannot be reached: " + dialler_.problem());
  }
}

Leg::Drained FeedLeg::drain(int budget, SlabWriter&, std::vector<Frame>& out) {
  if (!reader_ && !begin_reading()) return Drained::kEmpty;
  const std::size_t before = out.size();
  const auto most = static_cast<std::size_t>(budget);
  Drained drained = Drained::kEnough;
  std::string failure;
  try {
    for (int reads = 0; reads < kMostReads && drained == Drained::kEnough; ++reads) {
      if (out.size() - before >= most) break;
      drained = read(out);
    }
  } catch (const std::runtime_error& error) {
    failure = error.what();
  }
  take(before, out);
  if (!failure.empty()) lose(read_clock().monotonic, failure);
  return reader_ ? drained : Drained::kEmpty;
}

// Takes in the beginning of the stream, by which its format is known. False while it is not there.
bool FeedLeg::begin_reading() {
  if (!connection_) return false;
  const std::int64_t now = read_clock().monotonic;
  while (begun_ < beginning_.size()) {
    const ssize_t got =
        ::read(connection_.get(), beginning_.data() + begun_, beginning_.size() - begun_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return false;
    if (got <= 0) {
      lose(now, got < 0      ? std::string("the connection broke: ") + std::strerror(errno)
                : begun_ > 0 ? "the feed ended in its header"
                             : "the feed ended before it began; is it one of packets?");
      return false;
    }
    begun_ += static_cast<std::size_t>(got);
  }
  compared_clocks_ = false;
  try {
    reader_ = CaptureReader::open(
        InputFile(std::move(connection_)), beginning_, number_, *pool_,
        [this](Interface interface) { return add_interface(std::move(interface)); },
        [this](std::uint32_t place, const InterfaceCounts& told) {
          if (place != kNoRow) rows_[place].earlier.tell(told);
        },
        {.section =
             [this](const Section& section) {
               equal_.begin_section();
               if (beside_.section) beside_.section(section);
             },
         .block = beside_.block});
  } catch (const UnreadableFile& error) {
    lose(now, std::string("what it sends ") + error.what());
    return false;
  } catch (const std::runtime_error& error) {
    lose(now, error.what());
    return false;
  }
  since_ = now;
  last_failure_.clear();
  if (const auto gap = absence_.end(now)) {
    spdlog::info("{} is back after {:.3f} s", name_, static_cast<double>(*gap) / kSecond);
  }
  return true;
}

Leg::Drained FeedLeg::read(std::vector<Frame>& out) {
  if (stop_at_ && reader_->bytes_read() > *stop_at_) {
    hang_up();
    return Drained::kEmpty;
  }
  switch (reader_->read(out)) {
    case CaptureReader::Status::kFrames:
      return Drained::kEnough;
    case CaptureReader::Status::kNeedSlab:
      return Drained::kNoRoom;
    case CaptureReader::Status::kNothing:
      if (stop_at_) hang_up();
      break;
    case CaptureReader::Status::kEnd:
      lose(read_clock().monotonic, "the feed has ended");
      break;
    case CaptureReader::Status::kDamaged:
      lose(read_clock().monotonic, reader_->problem());
      break;
  }
  return Drained::kEmpty;
}

// Counts the frames from that place on, and lets those go that the filter stops.
void FeedLeg::take(std::size_t from, std::vector<Frame>& out) {
  const Instant now = read_clock();
  auto kept = out.begin() + static_cast<std::ptrdiff_t>(from);
  const auto first = kept;
  auto frame = kept;
  for (; frame != out.end(); ++frame) {
    if (frame->stamp < 0 || frame->stamp > now.wall + kTomorrow) break;
    if (frame->interface == kNoRow) [[unlikely]] {
      ++unplaced_;
      stopped_.push_back(*frame);
      continue;
    }
    Row& row = rows_[frame->interface];
    ++row.counts.received;
    if (row.filter && !row.filter->passes(*frame)) {
      ++row.counts.filtered;
      stopped_.push_back(*frame);
      continue;
    }
    ++row.counts.accepted;
    ++row.counts.delivered;
    frame->interface = static_cast<std::uint16_t>(row.number);
    frame->captured = std::min(frame->captured, options_.snaplen);
    *kept++ = *frame;
  }
  const bool nonsense = frame != out.end();
  stopped_.insert(stopped_.end(), frame, out.end());
  pool_->release(stopped_);
  stopped_.clear();
  if (kept != first) {
    const auto newest = std::max_element(
        first, kept, [](const Frame& a, const Frame& b) { return a.stamp < b.stamp; });
    compare_clocks(newest->stamp, now.wall);
  }
  out.erase(kept, out.end());
  if (nonsense) {
    lose(now.monotonic,
         "a packet is stamped before 1970, or more than a day ahead of this host's clock; set both "
         "hosts' clocks (NTP)");
  }
}

void FeedLeg::compare_clocks(std::int64_t newest, std::int64_t now) {
  const std::int64_t ahead = newest - now;
  if (compared_clocks_ || std::max(ahead, -ahead) <= options_.hold_ns) return;
  compared_clocks_ = true;
  spdlog::warn(
      "{}: its packets come {:.3f} s {} this host's clock, and --hold is {} ms: set both hosts' "
      "clocks (NTP), or hold longer",
      name_, static_cast<double>(std::max(ahead, -ahead)) / kSecond,
      ahead > 0 ? "ahead of" : "behind", options_.hold_ns / 1'000'000);
}

// Answers with the place in rows_.
std::uint32_t FeedLeg::add_interface(Interface interface) {
  if (const auto place = equal_.find(interface)) return *place;
  if (rows_.size() == kMostOfAFeed || equal_.bytes() > kMostText) {
    return place_beyond_the_limit(interface.linktype);
  }
  const Interface told = interface;
  Row row{
      .number = 0, .linktype = interface.linktype, .filter = nullptr, .counts = {}, .earlier = {}};
  const std::string remark =
      interface.description.empty() ? "" : fmt::format(" ({})", interface.description);
  const bool few = rows_.size() < kMostIntroduced;
  spdlog::log(few ? spdlog::level::info : spdlog::level::debug,
              "{} has {}{}, link-type {}, snapshot length {} bytes", name_,
              interface.name.empty() ? "an interface without a name" : interface.name, remark,
              linktype_name(interface.linktype), interface.snaplen);
  if (!options_.filter.empty()) {
    row.filter =
        &options_.filters->of(options_.filter, interface.linktype, FrameFilters::Source::kRecord);
    interface.barred = row.filter->passes_nothing();
    interface.filter = both_filters(interface.filter, options_.filter);
  }
  interface.name = interface.name.empty() ? address_ : address_ + '/' + interface.name;
  if (!options_.label.empty()) {
    interface.description = interface.description.empty()
                                ? options_.label
                                : options_.label + ": " + interface.description;
  }
  const bool cut = interface.snaplen == 0 || interface.snaplen > options_.snaplen;
  if (cut) interface.snaplen = options_.snaplen;
  try {
    row.number = announce_(std::move(interface));
  } catch (const std::length_error&) {
    return place_beyond_the_limit(told.linktype);
  }
  equal_.add(told, static_cast<std::uint32_t>(rows_.size()));
  rows_.push_back(std::move(row));
  return static_cast<std::uint32_t>(rows_.size() - 1);
}

// To give the feed up would be no better: it would tell the same when it is dialled again.
std::uint32_t FeedLeg::place_beyond_the_limit(int linktype) {
  if (!std::exchange(too_many_, true)) {
    spdlog::warn(
        "{} tells of more interfaces than can be told apart ({} of a feed with {} MiB of text, {} "
        "of all legs): packets of the others count as of the last one with their link type, or as "
        "filtered where there is none",
        name_, kMostOfAFeed, kMostText >> 20, kMostInterfaces);
  }
  for (std::uint32_t place = static_cast<std::uint32_t>(rows_.size()); place-- > 0;) {
    if (rows_[place].linktype == linktype) return place;
  }
  return kNoRow;
}

// The connection is of no use any more, or there is none. The next one is tried after a pause,
// which gets longer while the peer begins to send and what comes is soon over, or of no use.
void FeedLeg::lose(std::int64_t now, std::string why) {
  const bool had_connection = descriptor_ >= 0;
  const bool brief = begun_ == beginning_.size() && now - since_ < kLastsWell;
  if (!brief) pause_ = kShortestPause;
  next_dial_ = now + pause_;
  if (brief) pause_ = std::min(2 * pause_, kLongestPause);
  hang_up();
  if (stop_at_) return;
  // That it cannot be reached either is no news when it has just ended.
  const bool news = absence_.begin(now) || (had_connection && why != last_failure_);
  const bool named = why.starts_with(name_);
  if (news) spdlog::warn("{}{}{}; trying again", named ? "" : name_, named ? "" : ": ", why);
  last_failure_ = std::move(why);
}

void FeedLeg::hang_up() {
  reader_.reset();
  connection_ = {};
  descriptor_ = -1;
  begun_ = 0;
}

void FeedLeg::stop() {
  if (reader_) {
    stop_at_ = reader_->bytes_read() + kMostAfterStop;
  } else {
    hang_up();
  }
}

LegCounts FeedLeg::counts(std::int64_t now) {
  LegCounts total;
  total.received = total.filtered = unplaced_;
  for (const Row& row : rows_) {
    total.received += row.counts.received;
    total.accepted += row.counts.accepted;
    total.delivered += row.counts.delivered;
    total.filtered += row.counts.filtered;
    total.earlier = sum_of(total.earlier, row.earlier.sum());
  }
  total.times_away = absence_.times();
  total.away_ns = absence_.total(now);
  return total;
}

LegCounts FeedLeg::counts_of(std::uint32_t row) const {
  const auto found = std::find_if(rows_.begin(), rows_.end(),
                                  [row](const Row& each) { return each.number == row; });
  if (found == rows_.end()) return {};
  LegCounts counts = found->counts;
  counts.earlier = found->earlier.sum();
  return counts;
}

}  // namespace tapbond
