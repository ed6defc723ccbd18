import { describe, expect, test } from '@jest/globals';
import { refuseAddress } from '../../../activities/index.ts';
import { refuseIp } from '../../../activities/http/address-policy.ts';

describe('refuseAddress', () => {
  test.each([
    'http://weather.example',
    'https://weather.example:8443/v1/weather/',
    'http://127.0.0.1:8080',
    'http://localhost:8080',
    'http://[::1]:8080',
    'http://10.1.2.3/a',
    'http://192.168.0.1',
    'http://172.16.0.1',
    'http://100.64.0.1',
    'http://[fd12:3456::1]/',
    'http://8.8.8.8',
    'http://[2606:4700::1111]',
    'http://[::ffff:127.0.0.1]',
    // How DNS64 answers for the IPv4 address 8.8.8.8.
    'http://[64:ff9b::808:808]',
  ])('allows %s', (url) => {
    expect(refuseAddress(url)).toBeNull();
  });

  test.each([
    'http://169.254.169.254',
    'http://169.254.169.254.:80/latest/meta-data',
    'http://169.254.170.2/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0xa9.0xfe.0xa9.0xfe/',
    'http://0251.0376.0251.0376/',
    'http://169.16689662/',
    'http://①⑥⑨.②⑤④.①⑥⑨.②⑤④/',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[::a9fe:a9fe]/',
    'http://[::ffff:0:a9fe:a9fe]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[2002:a9fe:a9fe::1]/',
    'http://[2001:db9::5efe:a9fe:a9fe]/',
    'http://[fe80::1]/',
    'http://[febf::1]/',
    'http://[fd00:ec2::254]/',
    'http://[fd00:ec2:0:0:0:0:0:254]/',
    'http://100.100.100.200/',
    'http://168.63.129.16/',
  ])('refuses %s as link-local or metadata', (url) => {
    expect(refuseAddress(url)).toMatch(/a link-local or metadata address, which may not be called$/);
  });

  test.each([
    ['http://0.0.0.0', /special use \(unspecified\)/],
    ['http://0/', /special use \(unspecified\)/],
    ['http://[::]/', /special use \(unspecified\)/],
    ['http://[::ffff:0.0.0.0]/', /special use \(unspecified\)/],
    ['http://255.255.255.255', /special use \(broadcast\)/],
    ['http://224.0.0.1', /special use \(multicast\)/],
    ['http://[ff02::1]', /special use \(multicast\)/],
    ['http://240.0.0.1', /special use \(reserved\)/],
    ['http://192.0.0.192', /special use \(reserved\)/],
    ['http://[fec0::1]', /special use \(deprecatedSiteLocal\)/],
    ['http://[64:ff9b:1::7f00:1]', /tunnelled address 64:ff9b:1::7f00:1/],
    ['http://[2001:0:1::1]', /tunnelled address 2001:0:1::1/],
    ['ftp://weather.example', /scheme ftp; only http and https/],
    ['file:///etc/passwd', /scheme file; only http and https/],
    ['weather.example', /not a URL/],
    ['', /not a URL/],
    ['http://user@weather.example', /holds credentials/],
    ['http://:secret@weather.example', /holds credentials/],
    ['http://weather.example/?a=1', /a query or a fragment/],
    ['http://weather.example/?', /a query or a fragment/],
    ['http://weather.example/#a', /a query or a fragment/],
  ])('refuses %s', (url, reason) => {
    expect(refuseAddress(url)).toMatch(reason);
  });

  test('keeps a password out of its message', () => {
    expect(refuseAddress('http://user:secret@weather.example')).not.toContain('secret');
  });
});

describe('refuseIp', () => {
  test('takes addresses as look-ups give them, zones included', () => {
    expect(refuseIp('127.0.0.1')).toBeNull();
    expect(refuseIp('fe80::1%eth0')).toMatch(/link-local/);
    expect(refuseIp('nonsense')).toBe('is the unreadable address nonsense');
  });

  test('names what hides in another notation', () => {
    expect(refuseIp('64:ff9b::a9fe:a9fe')).toBe(
      'is 64:ff9b::a9fe:a9fe (169.254.169.254), a link-local or metadata address, which may not be called',
    );
  });
});
