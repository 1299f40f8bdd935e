import type { Plugin } from '@ballast/core';
import { trackerContract } from '@ballast/testing';
import trackers from '../src/index.ts';

const tracker = (id: string) => trackers.find((plugin) => plugin.id === id) as Plugin<'tracker'>;

trackerContract(tracker('none'));
trackerContract(tracker('jsonl'));
// Nobody answers at that address.
trackerContract(tracker('mlflow'), { uri: 'http://127.0.0.1:9' });
