// What a live run and a run over files have in common at their beginning and end.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sensor/files/interface.h"
#include "sensor/legs/inner_frames.h"
#include "sensor/report/summary.h"
#include "sensor/run/finished_command.h"
#include "sensor/run/options.h"
#include "sensor/run/outlet.h"
#include "sensor/run/reports.h"
#include "sensor/run/requests.h"
#include "sensor/run/sink_thread.h"
#include "sensor/run/stream.h"

namespace tapbond {

// Listens on the legs, or reads the files, until the end. The program's exit status.
int run_live(const Options& options);
int run_files(const Options& options);

// The sinks that the options ask for, the one whose frames count as written first. Creates the
// output file; throws SinkError. `begin_ns`: the capture time at which they begin.
//
// Legs that are files can wait, so that there every sink is waited for. Live, that is the first one
// only: the others are for people and programs that look on, and what they are too slow for is lost
// to them alone. Together they may keep a quarter of the buffer from the rest.
std::vector<Destination> make_sinks(const Options& options, std::int64_t begin_ns,
                                    FinishedCommand& command, Reports& reports);

// The user to run as, where it is not the default: with -C, -G or --report the one behind sudo, who
// may write where files go that are made later.
std::optional<std::string> user_of(const Options& options);

// Gives up root, then starts the sinks: from here on files are made as that user. Gives up the
// system calls that the run does not need, too. Throws SinkError.
void settle(const Options& options, std::vector<Destination>& sinks, bool keep_listening);

// Enters an interface, of the leg of that name, into the stream's table; answers with its row.
// Throws UsageError for one that an output cannot take.
std::uint32_t announce(const Options& options, Stream& stream, const std::string& leg,
                       Interface interface);

// How the frames of each leg are taken apart, where they are.
InnerFramesOptions inner_frames(const Options& options,
                                const std::shared_ptr<FrameFilters>& filters);

// Takes what an input, that leg, holds beside packets and interfaces to the stream.
Beside carry_beside(Stream& stream, std::uint16_t leg);

// Hands the sinks everything that the stream still holds and waits until it is written. Then
// finish() ends the sinks' files with the final counts; who looks on gets some seconds to catch up.
// After a request to stop, a reader that takes nothing is given up in less than a second; after a
// second one nothing more is waited for.
void drain(Stream& stream, Requests& requests);
void finish(Stream& stream, const std::vector<InterfaceCounts>& counts, Requests& requests);

// Waits until -z has run on the last file, unless that is asked for a second time. What failed, in
// one line; empty: nothing did.
std::string wait_for(FinishedCommand& command, Requests& requests);

// The summary, and what failed if something did. The exit status. Ends the process itself where a
// sink is stuck.
int conclude(const Options& options, Stream& stream, const std::vector<LegSummary>& legs,
             const std::vector<InterfaceCounts>& interfaces, Reports& reports,
             const std::string& problem);

}  // namespace tapbond
