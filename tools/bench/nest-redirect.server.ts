/** A peer of the redirect benchmark: a controller of Nest on Fastify. Decorators are called, as Node only strips types. */
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { peerAnswers } from './peer.server.ts';

const { links, headers } = await peerAnswers();

class RedirectController {
  follow(name: string, reply: FastifyReply): void {
    const location = links.get(name);
    if (location === undefined) void reply.code(404).send();
    else void reply.code(302).header('location', location).headers(headers).send();
  }
}

const { prototype } = RedirectController;
Param('name')(prototype, 'follow', 0);
Res()(prototype, 'follow', 1);
Get(':name')(prototype, 'follow', Object.getOwnPropertyDescriptor(prototype, 'follow')!);
Controller()(RedirectController);

const root = { module: RedirectController, controllers: [RedirectController] };
const app = await NestFactory.create<NestFastifyApplication>(root, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
process.send?.((app.getHttpServer().address() as AddressInfo).port);
