// Made by `npm run client` from the OpenAPI document: not to be changed by hand.
export interface paths {
    "/api/workflows/speckit/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List runs, newest first */
        get: operations["runs.list"];
        put?: never;
        /**
         * Start a run
         * @description Runs the next phase of a feature, or with `dryRun` everything but its effects on the repository. Without `featureKey` the feature is looked for in the repository.
         */
        post: operations["runs.create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/runs/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count runs by status */
        get: operations["runs.count"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a run */
        get: operations["runs.detail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/runs/{id}/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show every attempt of every stage */
        get: operations["runs.tasks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/runs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a failed run, start it again, or publish another answer
         * @description `resume_failed_task` gives the failed stage once more what it was given; `taskId` names the remote task to go on with where the failure named several. `restart_from_discovery` makes a new run of the same request. `choose_candidate` publishes the answer that `candidate` names in place of the one that was taken, of a run that is over and whose agent gave several.
         */
        post: operations["runs.retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a run */
        post: operations["runs.cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/runs/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See what a run would be
         * @description Takes the body of a new run and answers what it would be, at no cost and without an effect: of a phase, or of a specification. Of a specification it says which directory it would be given. It says whose prompt the agent would be given, and the prompt, without the passages of documents that a run quotes when it submits.
         */
        post: operations["preview.preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/runs/{id}/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the artifacts of a run */
        get: operations["artifacts.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/runs/{id}/artifacts/{artifactId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Describe an artifact */
        get: operations["artifacts.show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/runs/{id}/artifacts/{artifactId}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download an artifact */
        get: operations["artifacts.content"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/runs/{id}/artifacts/{artifactId}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Pin an artifact
         * @description It is kept until it is unpinned. Pinning again changes nothing: `pin` says who did it first, and when.
         */
        put: operations["pins.pin"];
        post?: never;
        /**
         * Unpin an artifact
         * @description It is removed when it has expired; `expiresAt` says when.
         */
        delete: operations["pins.unpin"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/runs/{id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Pin the artifacts of a run
         * @description All that it has now; what comes later is not pinned, and what was removed stays so.
         */
        put: operations["pins.pinAll"];
        post?: never;
        /** Unpin the artifacts of a run */
        delete: operations["pins.unpinAll"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/repositories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the repositories that are known */
        get: operations["repositories.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/repositories/{owner}/{name}/features": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the features of a repository with their phases */
        get: operations["repositories.read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the state of every phase of every feature */
        get: operations["repositories.board"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See how every part of the installation is, and what to do */
        get: operations["health.show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/insight": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See how well the automation works */
        get: operations["insight.show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/runs/{id}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See what operators said of a run */
        get: operations["insight.of"];
        put?: never;
        /**
         * Say whether what a failed run told was enough to act
         * @description One answer of each operator and run; a later one takes its place.
         */
        post: operations["insight.say"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/webhooks/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List deliveries of webhooks, newest first */
        get: operations["webhooks.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/webhooks/deliveries/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery again
         * @description Whatever came of it before: it is sent within a second, with the same `webhook-id` and body, and tried again by itself like a new one.
         */
        post: operations["webhooks.redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/brakes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the brakes that hold
         * @description A brake refuses new runs of a feature (409 with its code) whose runs bring it no further. `draining` says that nothing is started at all (503 `brake.draining`).
         */
        get: operations["brakes.show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/brakes/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Release brakes
         * @description From now on only what comes after this moment counts. Without `code` everything that holds the feature is released, without `featureKey` what holds the whole repository.
         */
        post: operations["brakes.release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Drain the installation
         * @description New runs are refused with 503 `brake.draining`. Runs whose agent is at work go on to their end; those that have not come to their agent wait until it ends.
         */
        put: operations["brakes.drain"];
        post?: never;
        /** End the drain */
        delete: operations["brakes.undrain"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See who did what, newest first
         * @description Everything that was asked for over this API and changes something, with what it changed, or the code with which it was refused. An administrator of some repositories sees what was done to those. What Specline does by itself is told by the facts of a run.
         */
        get: operations["audit.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who am I? */
        get: operations["session.show"];
        put?: never;
        /** Exchange a token for a session cookie */
        post: operations["session.begin"];
        /** End the session of this browser */
        delete: operations["session.end"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/runs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a run
         * @description A WebSocket. Its text frames are EventFrame: `{sequence, fact}` for a fact, `{live}` for news; history first, then what happens, without gap or repeat. Without `after` it begins with the first fact of the run. To go on after a break, connect again with the last `sequence`. The close codes are 1001 (the gateway ends), 1008 (the token has expired or was revoked), 1011 (the history cannot be read now) and 1013 (the reader was too slow).
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only facts after this sequence. */
                    after?: number;
                };
                header?: never;
                path: {
                    /** @description The run. */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The frames, as they come. */
                101: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventFrame"];
                    };
                };
                /** @description A parameter is wrong, or a token came in the query string. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid token or session. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The Origin is foreign. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such run. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The request is not an upgrade. */
                426: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too many sockets are open. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/workflows/speckit/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow all runs
         * @description A WebSocket. Its text frames are EventFrame: `{sequence, fact}` for a fact, `{live}` for news; history first, then what happens, without gap or repeat. Without `after` it begins with what happens from now on. To go on after a break, connect again with the last `sequence`. The close codes are 1001 (the gateway ends), 1008 (the token has expired or was revoked), 1011 (the history cannot be read now) and 1013 (the reader was too slow).
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only facts after this sequence. */
                    after?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The frames, as they come. */
                101: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventFrame"];
                    };
                };
                /** @description A parameter is wrong, or a token came in the query string. */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description No valid token or session. */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The Origin is foreign. */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description There is no such run. */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description The request is not an upgrade. */
                426: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Too many sockets are open. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process lives */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description It does. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is missing, and what to do */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Ready. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Readiness"];
                    };
                };
                /** @description Not ready. */
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Readiness"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics in the text format of Prometheus */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The metrics. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description An OpenAPI 3.1 document. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Run: {
            /** Format: uuid */
            id: string;
            lane: string;
            /** @enum {string} */
            workflow: "next-phase" | "specify";
            repository: string;
            featureKey: string;
            /** @enum {string} */
            status: "pending" | "running" | "retrying" | "succeeded" | "failed" | "no_work" | "no_changes" | "cancelled";
            phase: string;
            chain: string[];
            specPhase: {
                slug: string;
                ordinal: number;
                title: string;
                firstTaskId: string | null;
                digest: string;
            } | null;
            baseBranch: string | null;
            baseSha: string | null;
            tasksDigest?: string | null;
            branchName: string | null;
            headSha?: string | null;
            prUrl: string | null;
            prNumber: number | null;
            agent: string;
            agentVersion: string | null;
            codexTaskId: string | null;
            codexTaskUrl: string | null;
            codexLogsPath: string | null;
            codexPatchPath: string | null;
            artifactsPath: string;
            attempt: number;
            failure: components["schemas"]["Failure"] | null;
            traceId: string | null;
            lastSequence: number;
            restartOf: string | null;
            restartedAs: string | null;
            externalRef: string | null;
            dryRun: boolean;
            notes: string | null;
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            startedAt: string | null;
            finishedAt: string | null;
            /** Format: date-time */
            updatedAt: string;
            credentialAudit: {
                /** @enum {string} */
                codexStatus: "valid" | "invalid" | "expires_soon" | "scope_missing" | "skipped";
                /** @enum {string} */
                githubStatus: "valid" | "invalid" | "expires_soon" | "scope_missing" | "skipped";
                /** Format: date-time */
                checkedAt: string;
                notes: string[];
            } | null;
            taskSummary: {
                taskName: string;
                /** @enum {string} */
                status: "queued" | "running" | "succeeded" | "failed" | "skipped";
                attempt: number;
                attempts: number;
            }[];
            tasks?: components["schemas"]["Task"][];
            artifacts?: components["schemas"]["RunArtifact"][];
        };
        RunPage: {
            items: components["schemas"]["Run"][];
            nextCursor: string | null;
        };
        RunTasks: {
            /** Format: uuid */
            runId: string;
            tasks: components["schemas"]["Task"][];
        };
        RunArtifacts: {
            /** Format: uuid */
            runId: string;
            artifacts: components["schemas"]["RunArtifact"][];
        };
        Task: {
            id: string;
            taskName: string;
            /** @enum {string} */
            status: "queued" | "running" | "succeeded" | "failed" | "skipped";
            attempt: number;
            payload: {
                selectedSkill?: string | null;
                /** @enum {string} */
                executionPath?: "skill" | "direct_fallback" | "direct_only";
                usedSkills?: boolean;
                usedFallback?: boolean;
                shadowModeRequested?: boolean;
                why?: string;
                promptPack?: string;
                message?: string;
                code?: string;
                worker?: string;
                /** Format: date-time */
                notBefore?: string;
                queue?: string;
                waitedMs?: number;
                waiting?: boolean;
                intent?: {
                    [key: string]: unknown;
                };
                usage?: {
                    inputTokens: number;
                    cachedInputTokens?: number;
                    outputTokens: number;
                    costUsd?: number;
                } | null;
            };
            artifactIds: string[];
            /** Format: date-time */
            queuedAt: string;
            startedAt: string | null;
            finishedAt: string | null;
        };
        Artifact: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            artifactType: "specification" | "codex_prompt" | "prompt_passages" | "shadow_prompt" | "codex_logs" | "agent_events" | "stdout_log" | "stderr_log" | "environment_info" | "codex_patch" | "candidate_patch_1" | "candidate_patch_2" | "candidate_patch_3" | "candidate_patch_4" | "candidate_report" | "applied_patch" | "apply_report" | "conflict_report" | "gh_push_log" | "gh_pr_response" | "run_summary" | "cleanup_report" | "retry_context" | "late_effect";
            stage: string;
            attempt: number;
            path: string;
            contentType: string;
            sizeBytes: number;
            digest: string;
            pinned: boolean;
            expiresAt: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        RunArtifact: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            artifactType: "specification" | "codex_prompt" | "prompt_passages" | "shadow_prompt" | "codex_logs" | "agent_events" | "stdout_log" | "stderr_log" | "environment_info" | "codex_patch" | "candidate_patch_1" | "candidate_patch_2" | "candidate_patch_3" | "candidate_patch_4" | "candidate_report" | "applied_patch" | "apply_report" | "conflict_report" | "gh_push_log" | "gh_pr_response" | "run_summary" | "cleanup_report" | "retry_context" | "late_effect";
            stage: string;
            attempt: number;
            path: string;
            contentType: string;
            sizeBytes: number;
            digest: string;
            pinned: boolean;
            expiresAt: string | null;
            /** Format: date-time */
            createdAt: string;
            pin?: {
                by: string;
                /** Format: date-time */
                at: string;
            };
            tombstone?: {
                /** Format: date-time */
                removedAt: string;
                /** @enum {string} */
                rule: "retention";
                retentionDays: number;
                /** Format: date-time */
                expiredAt: string;
                digest: string | null;
                sizeBytes: number;
            };
        };
        Failure: {
            code: string;
            message: string;
            remediation: string;
            retryable: boolean;
            resume?: string;
            details?: {
                [key: string]: unknown;
            };
            artifacts?: string[];
        };
        Fact: {
            /** @constant */
            v: 1;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            runId: string;
            lane: string;
            stage: string;
            /** @enum {string} */
            state: "requested" | "retried" | "cancelled" | "intended" | "succeeded" | "failed";
            next: string;
            attempt: number;
            trigger: number;
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            startedAt?: string;
            waitedMs?: number;
            worker: string;
            context: {
                chain: string[];
                request: {
                    repository: string;
                    featureKey: string;
                    /** @enum {string} */
                    workflow: "next-phase" | "specify";
                    baseBranch?: string;
                    agent: string;
                    attempts: number;
                    dryRun: boolean;
                    queue?: string;
                    externalRef?: string;
                    notes?: string;
                    createdBy: string;
                    /** Format: uuid */
                    restartOf?: string;
                    specification?: components["schemas"]["Artifact"];
                };
                discover?: {
                    featureKey: string;
                    featureDirectory: string;
                    tasksFile: string;
                    tasksFileDigest: string;
                    baseBranch: string;
                    baseSha: string;
                    phase: {
                        slug: string;
                        ordinal: number;
                        title: string;
                        firstTaskId: string | null;
                        digest: string;
                    } | null;
                    openTasks: {
                        id: string | null;
                        line: number;
                        text: string;
                        files: string[];
                    }[];
                    diagnostics: {
                        /** @enum {string} */
                        severity: "error" | "warning";
                        code: string;
                        line: number;
                        message: string;
                    }[];
                    branchName: string | null;
                };
                submit?: {
                    agent: string;
                    agentVersion: string;
                    environment: string | null;
                    taskId: string;
                    taskUrl: string | null;
                    prompt: components["schemas"]["Artifact"];
                    adopted: boolean;
                    promptDigest?: string;
                    forwardedEnvironment?: string[];
                };
                apply?: {
                    patch: components["schemas"]["Artifact"];
                    appliedPatch: components["schemas"]["Artifact"];
                    treeSha: string;
                    files: {
                        path: string;
                        status: string;
                    }[];
                    findings: {
                        code: string;
                        line: number | null;
                        message: string;
                    }[];
                    ticked: string[];
                    effects: string[];
                    candidates?: {
                        candidate: number;
                        rank: number;
                        chosen: boolean;
                        applies: boolean;
                        ticked: number;
                        foreignTicks: number;
                        findings: number;
                        sizeBytes: number;
                        patch: components["schemas"]["Artifact"] | null;
                        why: string;
                    }[];
                    usage?: {
                        inputTokens: number;
                        cachedInputTokens?: number;
                        outputTokens: number;
                        costUsd?: number;
                    } | null;
                    agentVersion?: string;
                };
                prepare?: {
                    featureKey: string;
                    featureDirectory: string;
                    baseBranch: string;
                    baseSha: string;
                    branchName: string;
                    image: string;
                    specKitVersion: string;
                };
                specify?: {
                    agent: string;
                    agentVersion: string;
                    promptDigest: string;
                    forwardedEnvironment: string[];
                    usage: {
                        inputTokens: number;
                        cachedInputTokens?: number;
                        outputTokens: number;
                        costUsd?: number;
                    } | null;
                    prompt: components["schemas"]["Artifact"];
                    change: {
                        patch: components["schemas"]["Artifact"];
                        appliedPatch: components["schemas"]["Artifact"];
                        treeSha: string;
                        files: {
                            path: string;
                            status: string;
                        }[];
                        findings: {
                            code: string;
                            line: number | null;
                            message: string;
                        }[];
                    } | null;
                };
                plan?: {
                    agent: string;
                    agentVersion: string;
                    promptDigest: string;
                    forwardedEnvironment: string[];
                    usage: {
                        inputTokens: number;
                        cachedInputTokens?: number;
                        outputTokens: number;
                        costUsd?: number;
                    } | null;
                    prompt: components["schemas"]["Artifact"];
                    change: {
                        patch: components["schemas"]["Artifact"];
                        appliedPatch: components["schemas"]["Artifact"];
                        treeSha: string;
                        files: {
                            path: string;
                            status: string;
                        }[];
                        findings: {
                            code: string;
                            line: number | null;
                            message: string;
                        }[];
                    } | null;
                };
                tasks?: {
                    agent: string;
                    agentVersion: string;
                    promptDigest: string;
                    forwardedEnvironment: string[];
                    usage: {
                        inputTokens: number;
                        cachedInputTokens?: number;
                        outputTokens: number;
                        costUsd?: number;
                    } | null;
                    prompt: components["schemas"]["Artifact"];
                    change: {
                        patch: components["schemas"]["Artifact"];
                        appliedPatch: components["schemas"]["Artifact"];
                        treeSha: string;
                        files: {
                            path: string;
                            status: string;
                        }[];
                        findings: {
                            code: string;
                            line: number | null;
                            message: string;
                        }[];
                    } | null;
                };
                publish?: {
                    branchName: string;
                    commitSha: string;
                    prNumber: number;
                    prUrl: string;
                    created: boolean;
                };
                cleanup?: {
                    /** @enum {string} */
                    outcome: "removed" | "left";
                    removed: string[];
                    left: {
                        name: string;
                        why: string;
                    }[];
                    report: components["schemas"]["Artifact"];
                };
                finalize?: {
                    summary: components["schemas"]["Artifact"];
                };
            };
            message?: string;
            /** @enum {string} */
            outcome?: "succeeded" | "no_work" | "no_changes";
            failure?: components["schemas"]["Failure"];
            /** Format: date-time */
            notBefore?: string;
            automaticRetries?: number;
            artifacts?: components["schemas"]["Artifact"][];
            credentialAudit?: {
                /** @enum {string} */
                codexStatus: "valid" | "invalid" | "expires_soon" | "scope_missing" | "skipped";
                /** @enum {string} */
                githubStatus: "valid" | "invalid" | "expires_soon" | "scope_missing" | "skipped";
                /** Format: date-time */
                checkedAt: string;
                notes: string[];
            };
            execution?: {
                selectedSkill: string | null;
                /** @enum {string} */
                executionPath: "skill" | "direct_fallback" | "direct_only";
                usedSkills: boolean;
                usedFallback: boolean;
                shadowModeRequested: boolean;
                why?: string;
                promptPack?: string;
            };
            intent?: {
                [key: string]: unknown;
            };
            actor?: string;
            notes?: string;
            retry?: {
                /** @enum {string} */
                mode: "resume_failed_task" | "choose_candidate";
                stage: string;
                taskId?: string;
                candidate?: number;
            };
            requestDigest?: string;
            traceId?: string;
        };
        News: {
            /** Format: uuid */
            runId: string;
            stage: string;
            /** @enum {string} */
            kind: "started" | "progress" | "log";
            attempt: number;
            trigger: number;
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            startedAt?: string;
            worker: string;
            message?: string;
            /** Format: uuid */
            artifactId?: string;
            /** @enum {string} */
            artifactType?: "specification" | "codex_prompt" | "prompt_passages" | "shadow_prompt" | "codex_logs" | "agent_events" | "stdout_log" | "stderr_log" | "environment_info" | "codex_patch" | "candidate_patch_1" | "candidate_patch_2" | "candidate_patch_3" | "candidate_patch_4" | "candidate_report" | "applied_patch" | "apply_report" | "conflict_report" | "gh_push_log" | "gh_pr_response" | "run_summary" | "cleanup_report" | "retry_context" | "late_effect";
            sizeBytes?: number;
            waiting?: boolean;
            waitedMs?: number;
        };
        EventFrame: {
            sequence: number;
            fact: components["schemas"]["Fact"];
        } | {
            live: components["schemas"]["News"];
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            code: string;
            detail: string;
            remediation: string;
            errors?: {
                field: string;
                message: string;
            }[];
            /** Format: uuid */
            runId?: string;
        };
        Readiness: {
            service: string;
            worker: string;
            ok: boolean;
            prerequisites: {
                name: string;
                ok: boolean;
                detail: string;
                remediation?: string;
                code?: string;
                blocking: boolean;
                optional?: boolean;
                stages: string[];
                agents?: string[];
                details?: {
                    [key: string]: string | number | boolean;
                };
                /** Format: date-time */
                checkedAt?: string;
            }[];
            versions?: {
                [key: string]: string;
            };
        };
        Session: {
            name: string;
            /** @enum {string} */
            role: "viewer" | "operator" | "admin";
            grants: {
                /** @enum {string} */
                role: "viewer" | "operator" | "admin";
                repositories?: string[];
            }[];
            csrfToken: string;
            /** Format: date-time */
            expiresAt: string;
            traceUrl: string | null;
        };
        RunCounts: {
            total: number;
            waiting: number;
            byStatus: {
                pending: number;
                running: number;
                retrying: number;
                succeeded: number;
                failed: number;
                no_work: number;
                no_changes: number;
                cancelled: number;
            };
        };
        Preview: components["schemas"]["RunPreview"] | components["schemas"]["WritingPreview"];
        RunPreview: {
            /** @constant */
            workflow: "next-phase";
            repository: string;
            featureKey: string;
            featureDirectory: string;
            tasksFile: string;
            baseBranch: string;
            baseSha: string;
            phase: {
                slug: string;
                ordinal: number;
                title: string;
                firstTaskId: string | null;
                digest: string;
            } | null;
            openTasks: {
                id: string | null;
                line: number;
                text: string;
                files: string[];
            }[];
            diagnostics: {
                /** @enum {string} */
                severity: "error" | "warning";
                code: string;
                line: number;
                message: string;
            }[];
            branchName: string | null;
            prompt: string | null;
            agent: string;
            environment: string | null;
            execution: {
                selectedSkill: string | null;
                /** @enum {string} */
                executionPath: "skill" | "direct_fallback" | "direct_only";
                usedSkills: boolean;
                usedFallback: boolean;
                shadowModeRequested: boolean;
                why?: string;
                promptPack?: string;
            };
            chain: string[];
            pullRequest: {
                title: string;
                body: string;
                labels: string[];
            } | null;
            effects: string[];
            running: {
                /** Format: uuid */
                runId: string;
            } | null;
            brakes: components["schemas"]["HeldBrake"][];
        };
        WritingPreview: {
            /** @constant */
            workflow: "specify";
            repository: string;
            featureKey: string;
            featureDirectory: string;
            baseBranch: string | null;
            baseSha: string | null;
            branchName: string;
            agent: string;
            executions: {
                [key: string]: {
                    selectedSkill: string | null;
                    /** @enum {string} */
                    executionPath: "skill" | "direct_fallback" | "direct_only";
                    usedSkills: boolean;
                    usedFallback: boolean;
                    shadowModeRequested: boolean;
                    why?: string;
                    promptPack?: string;
                };
            };
            prompts: {
                [key: string]: string;
            };
            chain: string[];
            effects: string[];
            running: {
                /** Format: uuid */
                runId: string;
            } | null;
            brakes: components["schemas"]["HeldBrake"][];
        };
        RunFeedback: {
            /** Format: uuid */
            runId: string;
            feedback: {
                principal: string;
                enough: boolean;
                note: string | null;
                /** Format: date-time */
                at: string;
            }[];
        };
        Repositories: {
            items: {
                repository: string;
                runs: number;
                lastRunAt: string | null;
            }[];
        };
        RepositoryFeatures: {
            repository: string;
            baseBranch: string;
            baseSha: string;
            features: {
                featureKey: string;
                directory: string;
                tasksFile: string;
                phases: {
                    slug: string;
                    ordinal: number;
                    title: string;
                    done: number;
                    total: number;
                    firstTaskId: string | null;
                }[];
                diagnostics: {
                    /** @enum {string} */
                    severity: "error" | "warning";
                    code: string;
                    line: number;
                    message: string;
                }[];
                current: string | null;
            }[];
            truncated: boolean;
        };
        HeldBrake: {
            /** @enum {string} */
            code: "brake.no_progress" | "brake.allowance_used" | "brake.repeated_failures" | "brake.unreviewed_pull_requests";
            repository: string;
            featureKey: string | null;
            message: string;
            remediation: string;
            count: number;
            limit: number;
            /** Format: date-time */
            since: string;
            until: string | null;
        };
        BrakeRelease: {
            /** @enum {string} */
            code: "brake.no_progress" | "brake.allowance_used" | "brake.repeated_failures" | "brake.unreviewed_pull_requests";
            repository: string;
            featureKey: string | null;
            by: string;
            /** Format: date-time */
            at: string;
            reason: string;
        };
        Drain: {
            by: string;
            /** Format: date-time */
            at: string;
            reason: string;
        };
        Brakes: {
            draining: components["schemas"]["Drain"] | null;
            items: components["schemas"]["HeldBrake"][];
            releases: components["schemas"]["BrakeRelease"][];
            limits: {
                noProgress: number;
                allowance: number;
                failures: number;
                unreviewed: number;
            };
            unknown: {
                repository: string;
                code: string;
                detail: string;
            }[];
        };
        ReleasedBrakes: {
            released: components["schemas"]["BrakeRelease"][];
        };
        DrainState: {
            draining: components["schemas"]["Drain"] | null;
        };
        Board: {
            items: {
                repository: string;
                featureKey: string;
                phases: {
                    slug: string;
                    ordinal: number;
                    title: string;
                    /** @enum {string} */
                    state: "done" | "running" | "pull_request_open" | "failed" | "waiting" | "open";
                    runId: string | null;
                    prUrl: string | null;
                    prNumber: number | null;
                    updatedAt: string | null;
                    done: number | null;
                    total: number | null;
                }[];
                brakes: components["schemas"]["HeldBrake"][];
            }[];
            unreachable: {
                repository: string;
                code: string;
                detail: string;
                remediation: string | null;
            }[];
            truncated: boolean;
        };
        Health: {
            ok: boolean;
            checks: {
                service: string;
                worker: string | null;
                name: string;
                ok: boolean;
                blocking: boolean;
                optional?: boolean;
                code: string | null;
                detail: string;
                remediation: string | null;
                stages: string[];
                agents: string[];
                /** Format: date-time */
                checkedAt: string;
                details: {
                    [key: string]: string | number | boolean;
                };
            }[];
            lag: {
                consumer: string;
                stage: string;
                pending: number;
                held: number;
            }[];
            stream: {
                fullness: number;
                bytes: number;
                maxBytes: number;
                firstSequence: number;
                lastSequence: number;
            } | null;
            versions: {
                [key: string]: string;
            };
            projection: {
                cursor: number;
                behind: number;
            } | null;
            /** Format: date-time */
            checkedAt: string;
        };
        Insight: {
            days: number;
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            runsPerDay: {
                succeeded: number;
                failed: number;
                cancelled: number;
                noWork: number;
                open: number;
                /** Format: date */
                day: string;
            }[];
            totals: {
                succeeded: number;
                failed: number;
                cancelled: number;
                noWork: number;
                open: number;
            };
            successRate: number | null;
            timeToPullRequest: {
                /** @enum {string} */
                workflow: "next-phase" | "specify";
                runs: number;
                p50Minutes: number | null;
                p95Minutes: number | null;
                objectiveMinutes: number;
                objectiveShare: number;
                withinShare: number | null;
            }[];
            stages: {
                stage: string;
                attempts: number;
                workingMinutes: number;
                agentMinutes: number;
                waitingMinutes: number;
                p50WorkingMinutes: number;
                p95WorkingMinutes: number;
            }[];
            failures: {
                code: string;
                failures: number;
                runs: number;
                /** Format: date-time */
                lastAt: string;
            }[];
            feedback: {
                yes: number;
                no: number;
                rate: number | null;
                objectiveShare: number;
            };
            operator: {
                actions: number;
                minutesPerAction: number;
                waitedMinutes: number;
                phases: number;
                minutesPerPhase: number | null;
                manualBaselineMinutes: number;
                savedShare: number | null;
                objectiveShare: number;
            };
        };
        WebhookDelivery: {
            /** Format: uuid */
            id: string;
            webhook: string;
            /** @enum {string} */
            event: "run.succeeded" | "run.failed" | "run.cancelled" | "run.no_work" | "run.no_changes";
            /** Format: uuid */
            runId: string;
            /** @enum {string} */
            status: "pending" | "delivered" | "failed";
            attempts: number;
            responseStatus: number | null;
            durationMs: number | null;
            error: string | null;
            attemptedAt: string | null;
            nextAttemptAt: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        DeliveryPage: {
            items: components["schemas"]["WebhookDelivery"][];
            nextCursor: string | null;
        };
        WebhookPayload: {
            /** @constant */
            version: 1;
            /** @enum {string} */
            event: "run.succeeded" | "run.failed" | "run.cancelled" | "run.no_work" | "run.no_changes";
            /** Format: uuid */
            deliveryId: string;
            /** Format: date-time */
            at: string;
            sequence: number;
            run: components["schemas"]["Run"];
            link: string | null;
        };
        AuditEntry: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            at: string;
            action: string;
            actor: {
                name: string;
                role: ("viewer" | "operator" | "admin") | null;
                /** @enum {string} */
                signedIn: "token" | "session";
                /** @enum {string} */
                vouchedBy: "token_list" | "identity_provider";
            };
            target: {
                repository: string | null;
                featureKey: string | null;
                runId: string | null;
                artifactId: string | null;
                deliveryId: string | null;
            };
            reason: string | null;
            asked: {
                [key: string]: string | number | boolean | null;
            } | null;
            before: {
                [key: string]: string | number | boolean | null;
            } | null;
            after: {
                [key: string]: string | number | boolean | null;
            } | null;
            outcome: string;
            status: number;
            requestId: string | null;
            traceId: string | null;
        };
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            nextCursor: string | null;
        };
        CreateRun: {
            repository: string;
            featureKey?: string;
            /**
             * @default next-phase
             * @enum {string}
             */
            workflow: "next-phase" | "specify";
            specifyText?: string;
            baseBranch?: string;
            agent?: string;
            /** @default 1 */
            attempts: number;
            /** @default false */
            dryRun: boolean;
            queue?: string;
            externalRef?: string;
            notes?: string;
        };
        RetryRun: {
            /** @enum {string} */
            mode: "resume_failed_task" | "restart_from_discovery" | "choose_candidate";
            notes?: string;
            taskId?: string;
            candidate?: number;
        };
        CancelRun: {
            reason?: string;
        };
        SessionRequest: {
            token: string;
        };
        FeedbackRequest: {
            enough: boolean;
            note?: string;
        };
        ReleaseBrakes: {
            repository: string;
            featureKey?: string;
            /** @enum {string} */
            code?: "brake.no_progress" | "brake.allowance_used" | "brake.repeated_failures" | "brake.unreviewed_pull_requests";
            reason: string;
        };
        DrainRequest: {
            reason: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "runs.list": {
        parameters: {
            query?: {
                repository?: string;
                featureKey?: string;
                workflow?: "next-phase" | "specify";
                failureCode?: string;
                waiting?: "0" | "1" | "true" | "false" | "";
                q?: string;
                status?: string;
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            /** @description A parameter is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "runs.create": {
        parameters: {
            query?: never;
            header?: {
                /** @description A word of your own: the same request with the same word is the same run, however often it is sent. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRun"];
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description A field is wrong, or the workflow cannot be run. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The repository or the agent is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description You have no rights on the repository. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The feature has a run on its way (`runId`), or the key was used with another request. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Something that is needed is missing; `code` says what. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "runs.count": {
        parameters: {
            query?: {
                repository?: string;
                featureKey?: string;
                workflow?: "next-phase" | "specify";
                failureCode?: string;
                waiting?: "0" | "1" | "true" | "false" | "";
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunCounts"];
                };
            };
            /** @description A parameter is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "runs.detail": {
        parameters: {
            query?: {
                includeTasks?: "0" | "1" | "true" | "false" | "";
                includeArtifacts?: "0" | "1" | "true" | "false" | "";
            };
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message bus does not answer. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "runs.tasks": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunTasks"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message bus does not answer. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "runs.retry": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RetryRun"];
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description A field is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It cannot be done; `remediation` says what can. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message bus does not answer. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "runs.cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CancelRun"];
            };
        };
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description A field is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The run is over. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message bus does not answer. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "preview.preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRun"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description A field is wrong, or the workflow cannot be run. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The repository or the agent is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description You have no rights on the repository. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The run would fail while it looks for its phase; `code` and `remediation` are those it would have. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Discovery does not answer. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "artifacts.list": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunArtifacts"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such run or artifact. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "artifacts.show": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
                /** @description The artifact. */
                artifactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunArtifact"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such run or artifact. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "artifacts.content": {
        parameters: {
            query?: never;
            header?: {
                /** @description One range of bytes. A log that is being written is followed by asking for what comes after the bytes one has. */
                Range?: string;
            };
            path: {
                /** @description The run. */
                id: string;
                /** @description The artifact. */
                artifactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such run or artifact. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Its bytes are not kept any more: `artifact.pruned` when a rule removed them, `artifact.gone` when they are missing for another reason. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It has no such bytes. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "pins.pin": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
                /** @description The artifact. */
                artifactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunArtifact"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is a viewer's. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such run or artifact. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It was removed already. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "pins.unpin": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
                /** @description The artifact. */
                artifactId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunArtifact"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is a viewer's. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such run or artifact. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "pins.pinAll": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunArtifacts"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is a viewer's. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "pins.unpinAll": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunArtifacts"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is a viewer's. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "repositories.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Repositories"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "repositories.read": {
        parameters: {
            query?: {
                baseBranch?: string;
            };
            header?: never;
            path: {
                /** @description Who owns the repository. */
                owner: string;
                /** @description The repository. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RepositoryFeatures"];
                };
            };
            /** @description A parameter is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The repository is not allowed. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description You have no rights on the repository. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The repository cannot be read; `code` and `remediation` say why. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Discovery does not answer. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "repositories.board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Board"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "health.show": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "insight.show": {
        parameters: {
            query?: {
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Insight"];
                };
            };
            /** @description A parameter is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "insight.of": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunFeedback"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "insight.say": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FeedbackRequest"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A field is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such run. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "webhooks.list": {
        parameters: {
            query?: {
                webhook?: string;
                status?: "pending" | "delivered" | "failed";
                runId?: string;
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
            /** @description A parameter is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "webhooks.redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The delivery. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is no such delivery. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database cannot be reached. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "brakes.show": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Brakes"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The database cannot be reached: nobody knows what holds, and nothing does. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "brakes.release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReleaseBrakes"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReleasedBrakes"];
                };
            };
            /** @description A field is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is a viewer's. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Nothing of the kind holds now. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message bus does not answer. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "brakes.drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DrainRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrainState"];
                };
            };
            /** @description A field is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is not an administrator's. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message bus does not answer. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "brakes.undrain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrainState"];
                };
            };
            /** @description A field is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is not an administrator's. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message bus does not answer. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "audit.list": {
        parameters: {
            query?: {
                actor?: string;
                action?: "run.create" | "run.retry" | "run.cancel" | "run.feedback" | "run.pin" | "run.unpin" | "artifact.pin" | "artifact.unpin" | "brake.release" | "installation.drain" | "installation.undrain" | "webhook.redeliver";
                repository?: string;
                runId?: string;
                outcome?: "accepted" | "refused";
                since?: string;
                until?: string;
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description A parameter is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The token is not an administrator's. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The message bus does not answer. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "session.show": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "session.begin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A field is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The request comes from another site. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "session.end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description No valid token or session came with the request. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The CSRF token is missing or wrong. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests, or wrong tokens. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
