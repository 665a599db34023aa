import type { Socket } from 'node:net';
import { frontIsBusy } from '@fleetlink/service';
import { laneLimits } from '../lookup.settings.js';
import type { Answer, NameRequest } from '../redirect/answer.js';
import type { Redirects } from '../redirect/redirects.js';
import { requestFields } from '../redirect/request-fields.js';
import { answerText } from './answer-text.js';
import { readHead, type RequestHead } from './request-head.js';

/** For the first head of a connection, for the rest of a head, or for whatever may come after an answer. */
export type Wait = 'first' | 'rest' | 'next';

/** What the connections of a lane have in common. */
export interface Lane {
  readonly redirects: Redirects;
  /** How often the connections were looked at. */
  readonly looks: number;
  /** How many looks a connection may last that is waited for. */
  readonly looksMax: Readonly<Record<Wait, number>>;
  readonly isClosing: boolean;
  /** Gives the connection to node:http. */
  handOver(socket: Socket): void;
  /** @param code of the error that node:http's parser would have. */
  refuse(code: string, socket: Socket): void;
  fail(error: unknown, socket: Socket): void;
  leave(connection: LaneConnection): void;
}

/** One connection on the lane: its requests are answered in their order, until one is not the lane's. */
export class LaneConnection {
  /** Once over, the connection is ending, or node:http's. */
  private state: 'reading' | 'owing' | 'over' = 'reading';
  /** What came and is not answered. */
  private text = '';
  /** Where in it the next request begins. */
  private at = 0;
  private hasAnswered = false;
  private hasEnded = false;
  /** The last of the lane's looks before a head began, or before the last answer. */
  private quietSince: number;

  constructor(
    private readonly socket: Socket,
    private readonly lane: Lane,
  ) {
    this.quietSince = lane.looks;
    socket.on('data', this.onData).on('drain', this.proceed);
    socket.on('end', this.onEnd).on('error', this.onError).on('close', this.onClose);
  }

  /** Comes once a second. A slow head is left to node:http and its clock for those. */
  look(): void {
    if (this.state !== 'reading') return;
    const { socket, lane, wait } = this;
    if (lane.looks - this.quietSince <= lane.looksMax[wait]) return;
    if (wait === 'rest') this.handOver();
    else if (wait === 'first') lane.refuse('ERR_HTTP_REQUEST_TIMEOUT', socket);
    else socket.destroy();
  }

  private get wait(): Wait {
    if (this.socket.writableNeedDrain) return 'next';
    if (this.text !== '') return 'rest';
    return this.hasAnswered ? 'next' : 'first';
  }

  private readonly onData = (chunk: Buffer): void => {
    if (this.text === '') this.quietSince = this.lane.looks;
    this.text += chunk.toString('latin1');
    this.proceed();
  };

  /** The client sends no more. */
  private readonly onEnd = (): void => {
    this.hasEnded = true;
    this.proceed();
  };

  private readonly onError = (): void => void this.socket.destroy();

  private readonly onClose = (): void => this.lane.leave(this);

  private readonly proceed = (): void => {
    try {
      while (this.mayAnswer && this.answerSome());
      if (this.state === 'over') return;
      if (!this.mayAnswer) this.socket.pause();
      else if (this.hasEnded) this.end();
      else if (this.socket.isPaused()) this.socket.resume();
    } catch (error) {
      this.lane.fail(error, this.socket);
    }
  };

  /** To node:http a head that ends half-way is an error. */
  private end(): void {
    if (this.text === '') this.socket.end();
    else this.lane.refuse('HPE_INVALID_EOF_STATE', this.socket);
  }

  /** Neither while an answer is awaited, so that order is kept, nor while the client does not read. */
  private get mayAnswer(): boolean {
    return this.state === 'reading' && !this.socket.writableNeedDrain;
  }

  /** Answers what lies ready, in one write. @returns whether there may be more to answer. */
  private answerSome(): boolean {
    let answers = '';
    let next: ReturnType<typeof readHead> = 'more';
    while (this.state === 'reading' && answers.length < laneLimits.answersCharsMax) {
      next = readHead(this.text, this.at);
      if (typeof next === 'string') break;
      this.at = next.end;
      answers += this.answerTo(next);
    }
    this.text = this.text.slice(this.at);
    this.at = 0;
    this.write(answers);
    if (next === 'other') this.handOver();
    return typeof next === 'object';
  }

  /** @returns the answer, or nothing while it is awaited. */
  private answerTo({ method, url, name, rawHeaders, closes }: RequestHead): string {
    const { socket } = this;
    const fields = requestFields(rawHeaders);
    const request: NameRequest = { method, url, name, fields, socket, atMs: Date.now() };
    const answer = this.lane.redirects.answer(request);
    if (!(answer instanceof Promise)) return this.answered(answer, request, closes);
    this.owe(true);
    answer
      .then((awaited) => {
        this.owe(false);
        this.write(this.answered(awaited, request, closes));
        this.proceed();
      })
      .catch((error: unknown) => this.lane.fail(error, socket));
    return '';
  }

  private owe(isOwing: boolean): void {
    this.state = isOwing ? 'owing' : 'reading';
    frontIsBusy(this.socket, isOwing);
  }

  private answered(answer: Answer, request: NameRequest, closes: boolean): string {
    const isLast = closes || (this.lane.isClosing && this.at === this.text.length);
    const text = answerText(answer, request.method, isLast);
    if (isLast) this.state = 'over';
    this.hasAnswered = true;
    this.quietSince = this.lane.looks;
    this.lane.redirects.record(answer, request);
    return text;
  }

  private write(answers: string): void {
    const { socket } = this;
    if (answers !== '' && socket.writable) socket.write(answers, 'latin1');
    if (this.state === 'over') socket.off('data', this.onData).end(() => socket.destroy());
  }

  /** Gives the connection to node:http, with what it has sent since its last answer. */
  private handOver(): void {
    const { socket, text } = this;
    this.state = 'over';
    this.onClose();
    socket.off('data', this.onData).off('drain', this.proceed);
    socket.off('end', this.onEnd).off('error', this.onError).off('close', this.onClose);
    if (text !== '') socket.unshift(Buffer.from(text, 'latin1'));
    this.lane.handOver(socket);
    socket.resume();
  }
}
